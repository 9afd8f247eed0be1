using System.Globalization;
using System.Net;

namespace Orchestrator.Bench;

/// <summary>What is said of many samples.</summary>
internal static class Figures
{
    public static List<Sample> Answered(this IEnumerable<Sample> samples) => [.. samples.Where(sample => sample.Status is HttpStatusCode.OK)];

    /// <summary>How long the given part of them took at most, in milliseconds.</summary>
    public static double Percentile(this IReadOnlyCollection<Sample> samples, double part)
    {
        if (samples.Count == 0) return double.NaN;
        var sorted = samples.Select(sample => sample.Took.TotalMilliseconds).Order().ToArray();
        return sorted[Math.Min((int)(part * sorted.Length), sorted.Length - 1)];
    }

    /// <summary>Jain's index of fairness: 1 where all are equal, 1/n where one has everything.</summary>
    public static double Jain(IReadOnlyCollection<double> shares) => shares.Sum() * shares.Sum() / (shares.Count * shares.Sum(share => share * share));

    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

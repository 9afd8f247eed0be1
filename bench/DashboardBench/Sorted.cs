namespace Orchestrator.Bench;

/// <summary>The middle of a few measurements.</summary>
internal static class Sorted
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}

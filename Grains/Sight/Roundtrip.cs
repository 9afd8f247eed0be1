using System.Collections.Immutable;

namespace Orchestrator.Sight;

/// <summary>Asks all silos at once and goes on without those that do not answer in time.</summary>
internal sealed class Roundtrip(TimeSpan patience, TimeProvider clock)
{
    /// <summary>The answers that came, and who gave them.</summary>
    public async Task<(List<T> Answers, SightCoverage Coverage)> Ask<T>(IReadOnlyList<SiloAddress> silos, Func<SiloAddress, Task<T>> ask) where T : notnull
    {
        // Each silo stands for itself: the order in which they answer does not matter.
        var heard = await Task.WhenAll(silos.Select(async silo => (Silo: SiloNames.Of(silo), Answer: await InTime(() => ask(silo)))));
        var coverage = new SightCoverage(
            [.. heard.Where(one => one.Answer.IsHere).Select(one => one.Silo)],
            [.. heard.Where(one => !one.Answer.IsHere).Select(one => one.Silo)]);
        return ([.. heard.Where(one => one.Answer.IsHere).Select(one => one.Answer.Value!)], coverage);
    }

    /// <summary>The answer; none where it did not come in time or the silo could not be reached.</summary>
    public async Task<(bool IsHere, T? Value)> InTime<T>(Func<Task<T>> ask)
    {
        try
        {
            return (true, await ask().WaitAsync(patience, clock));
        }
        catch (Exception silent) when (silent is OrleansException or TimeoutException or OperationCanceledException)
        {
            return (false, default);
        }
    }
}

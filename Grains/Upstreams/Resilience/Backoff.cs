using System.Net.Http.Headers;

namespace Orchestrator.Upstreams;

/// <summary>How long to wait before a repetition: Base × 2^n, less a jitter of up to a half, or what the upstream says.</summary>
internal static class Backoff
{
    private const double Jitter = 0.5;

    /// <param name="repetition">0 before the first.</param>
    public static TimeSpan Wait(RetryOptions options, int repetition, double random) =>
        options.Base * (Math.Pow(2, repetition) * (1 - Jitter * random));

    /// <summary>When the response says to come back; null where it does not.</summary>
    public static TimeSpan? RetryAfter(HttpResponseHeaders headers, TimeProvider clock)
    {
        var header = headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait is { } time ? time > TimeSpan.Zero ? time : TimeSpan.Zero : null;
    }
}

using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>What a model's tokens cost by kind and by time of day, in billionths of the currency's unit, rounded up and never more than a <see cref="long"/> holds.</summary>
/// <remarks>
/// With prices H, M and O for cache hits, cache misses and output in millionths of a unit for a million tokens, and the factor F of the time
/// in hundredths, h, m and o tokens cost <c>⌈(h·H + m·M + o·O)·F / 10^5⌉</c>: a millionth for a million tokens is a thousandth of a billionth
/// for one. Prices end at 10^12 and factors at 10^4, so the sum of three products stays below 3·10^35, and a <see cref="UInt128"/> ends at
/// 3.4·10^38: nothing is rounded but the result.
/// Regimes of F: 1 outside all windows; within several windows at once, the dearest.
/// </remarks>
internal sealed record PriceList(ulong CacheHit, ulong CacheMiss, ulong Output, ImmutableArray<PeakWindow> Peak)
{
    /// <summary>A unit of the currency, in billionths.</summary>
    public const long Unit = 1_000_000_000;

    /// <summary>A call takes no longer: an upstream's total timeout is an hour at most, the wait for a turn a minute at most, and a minute is to spare.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(62);

    private const uint Base = 100;
    private const uint Scale = 100_000;

    /// <summary>What a call cost that ended at a moment.</summary>
    public long Of(TokenUsage usage, DateTimeOffset at)
    {
        var prompt = Math.Max(0, usage.Prompt);
        var hits = Math.Clamp(usage.Cached, 0, prompt);
        return Cost(Times(hits, CacheHit) + Times(prompt - hits, CacheMiss) + Times(usage.Completion, Output), Factor(at, TimeSpan.Zero));
    }

    /// <summary>The most that a call can cost that begins now and uses at most so many tokens, however many of them are cached and whenever it ends.</summary>
    public long Most(long prompt, long completion, DateTimeOffset now) =>
        Cost(Times(prompt, Math.Max(CacheHit, CacheMiss)) + Times(completion, Output), Factor(now, LongestCall));

    /// <summary>The most completion tokens for which <see cref="Most"/> is within a cost; 0 where even the prompt is not.</summary>
    public long CompletionWithin(long cost, long prompt, DateTimeOffset now)
    {
        var sum = (UInt128)Math.Max(0, cost) * Scale / Factor(now, LongestCall);
        var taken = Times(prompt, Math.Max(CacheHit, CacheMiss));
        if (taken > sum) return 0;
        return Output == 0 ? long.MaxValue : (long)UInt128.Min((sum - taken) / Output, long.MaxValue);
    }

    /// <summary>The dearest factor that holds at some moment of a span.</summary>
    private uint Factor(DateTimeOffset from, TimeSpan span)
    {
        uint dearest = 0;
        var covered = false;
        foreach (var window in Peak)
        {
            var shown = window.Shown(from, span);
            if (!window.Touches(shown)) continue;
            dearest = Math.Max(dearest, window.Factor);
            covered |= window.Covers(shown);
        }

        return covered ? dearest : Math.Max(dearest, Base);
    }

    private static UInt128 Times(long tokens, ulong price) => (UInt128)Math.Max(0, tokens) * price;

    private static long Cost(UInt128 sum, uint factor) => (long)UInt128.Min((sum * factor + Scale - 1) / Scale, long.MaxValue);
}

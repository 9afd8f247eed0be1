using System.Collections.Immutable;
using System.Numerics;

namespace Orchestrator.Sight;

/// <summary>Counts durations in buckets whose width grows with the duration.</summary>
/// <remarks>
/// A value v in microseconds below 16 has a bucket of its own; above, each doubling is cut into 16 buckets: with e = ⌊log2 v⌋ it is in bucket
/// (e − 3)·16 + the four bits below the highest. So a bucket's end is at most a sixteenth above any value in it. The last bucket ends at 2^32, above an hour.
/// </remarks>
internal static class LatencyHistogram
{
    public const int Buckets = 29 * Steps + Steps;

    private const int Steps = 16;
    private const int StepBits = 4;

    public static int BucketOf(TimeSpan duration)
    {
        var value = (ulong)Math.Clamp(duration.Ticks / TimeSpan.TicksPerMicrosecond, 0, uint.MaxValue);
        if (value < Steps) return (int)value;
        var exponent = BitOperations.Log2(value);
        return ((exponent - StepBits + 1) * Steps) + (int)((value >> (exponent - StepBits)) & (Steps - 1));
    }

    /// <summary>The longest duration of a bucket.</summary>
    public static TimeSpan EndOf(int bucket)
    {
        if (bucket < Steps) return TimeSpan.FromMicroseconds(bucket);
        var shift = (bucket / Steps) - 1;
        var start = (ulong)(Steps + (bucket % Steps)) << shift;
        return TimeSpan.FromMicroseconds((long)(start + (1UL << shift) - 1));
    }

    public static ImmutableArray<HistogramBar> Bars(ReadOnlySpan<int> counts)
    {
        var bars = ImmutableArray.CreateBuilder<HistogramBar>();
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            if (counts[bucket] > 0) bars.Add(new HistogramBar(bucket, counts[bucket]));
        }

        return bars.ToImmutable();
    }

    public static Percentiles Percentiles(IEnumerable<HistogramBar> bars)
    {
        var counts = new long[Buckets];
        foreach (var bar in bars) counts[bar.Bucket] += bar.Count;
        var count = counts.Sum();
        return count == 0 ? default : new Percentiles(count, At(counts, count, 0.5), At(counts, count, 0.95), At(counts, count, 0.99));
    }

    private static TimeSpan At(long[] counts, long count, double share)
    {
        var missing = (long)Math.Ceiling(count * share);
        var bucket = 0;
        while ((missing -= counts[bucket]) > 0) bucket++;
        return EndOf(bucket);
    }
}

using System.Collections.Immutable;
using Orchestrator.Telemetry;

namespace Orchestrator.Sight;

/// <summary>What ended in the last five minutes: counts by the second, durations by ten seconds. It has a fixed size; each slot is used again when its time comes round.</summary>
internal sealed class RateWindow
{
    public const int Seconds = 300;
    public const int SlotSeconds = 10;

    private const int Slots = Seconds / SlotSeconds;

    private readonly SecondCounts[] _counts = new SecondCounts[Seconds];
    private readonly Slot[] _latencies = [.. Enumerable.Range(0, Slots).Select(_ => new Slot())];

    public void Add(RequestWalk walk, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        ref var counts = ref _counts[second % Seconds];
        // A clock that was set back counts into the slot that is there.
        if (counts.Second < second) counts = new SecondCounts(second, 0, 0, 0, 0);
        counts = counts with
        {
            Requests = counts.Requests + 1,
            Tokens = counts.Tokens + walk.Tokens.Total,
            Refusals = counts.Refusals + (walk.End is WalkEnd.Refused ? 1 : 0),
            Errors = counts.Errors + (walk.Error is null ? 0 : 1),
        };
        if (walk.End is not WalkEnd.Completed) return;

        var start = second - (second % SlotSeconds);
        var slot = _latencies[start / SlotSeconds % Slots];
        if (slot.Second < start) slot.Begin(start);
        slot.Durations[LatencyHistogram.BucketOf(walk.Took)]++;
        if (walk.At(WalkStep.FirstToken) is { } first) slot.FirstTokens[LatencyHistogram.BucketOf(first)]++;
    }

    public ImmutableArray<SecondCounts> CountsAt(DateTimeOffset now)
    {
        var oldest = now.ToUnixTimeSeconds() - Seconds;
        return [.. _counts.Where(counts => counts.Second > oldest && counts.Requests > 0).OrderBy(counts => counts.Second)];
    }

    public ImmutableArray<LatencySlot> LatenciesAt(DateTimeOffset now)
    {
        var oldest = now.ToUnixTimeSeconds() - Seconds;
        return [.. _latencies.Where(slot => slot.Second > oldest).OrderBy(slot => slot.Second)
            .Select(slot => new LatencySlot(slot.Second, LatencyHistogram.Bars(slot.Durations), LatencyHistogram.Bars(slot.FirstTokens)))];
    }

    private sealed class Slot
    {
        public long Second { get; private set; }

        public int[] Durations { get; } = new int[LatencyHistogram.Buckets];

        public int[] FirstTokens { get; } = new int[LatencyHistogram.Buckets];

        public void Begin(long second)
        {
            Second = second;
            Array.Clear(Durations);
            Array.Clear(FirstTokens);
        }
    }
}

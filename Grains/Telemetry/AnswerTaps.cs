using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orchestrator.Telemetry;

/// <summary>
/// Lets an operator follow the text of an answer that this silo makes, from the moment they ask. Where nobody asks nothing is kept; what is kept is bounded, and
/// goes a few seconds after the last look.
/// </summary>
internal sealed class AnswerTaps(TimeProvider clock)
{
    /// <summary>Most answers that are followed at once; the one not looked at for the longest time makes room.</summary>
    public const int Most = 64;

    /// <summary>Most bytes kept of one answer, the last of it.</summary>
    public const int MostBytes = 256 * 1024;

    private static readonly TimeSpan s_unseen = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<RequestId, Tap> _taps = new();

    /// <summary>Shows a batch to whoever follows the answer.</summary>
    public void Pass(RequestId request, ImmutableArray<ReadOnlyMemory<byte>> chunks)
    {
        if (_taps.IsEmpty || !_taps.TryGetValue(request, out var tap)) return;
        if (clock.GetElapsedTime(tap.SeenAt) > s_unseen) _taps.TryRemove(request, out _);
        else tap.Add(chunks);
    }

    /// <summary>What passed since that chunk, counted from the first look on, and the number of the next. The first look begins to keep.</summary>
    public (ImmutableArray<ReadOnlyMemory<byte>> Chunks, int Next) Read(RequestId request, int from)
    {
        var now = clock.GetTimestamp();
        if (!_taps.ContainsKey(request)) MakeRoom(now);
        var tap = _taps.GetOrAdd(request, _ => new Tap());
        tap.SeenAt = now;
        return tap.Read(from);
    }

    private void MakeRoom(long now)
    {
        foreach (var (request, tap) in _taps)
        {
            if (clock.GetElapsedTime(tap.SeenAt, now) > s_unseen) _taps.TryRemove(request, out _);
        }

        if (_taps.Count >= Most) _taps.TryRemove(_taps.MinBy(tap => tap.Value.SeenAt).Key, out _);
    }

    /// <summary>The last of one answer.</summary>
    private sealed class Tap
    {
        private readonly Queue<ReadOnlyMemory<byte>> _chunks = new();
        private int _bytes;
        private int _dropped;
        private long _seenAt;

        public long SeenAt
        {
            get => Volatile.Read(ref _seenAt);
            set => Volatile.Write(ref _seenAt, value);
        }

        public void Add(ImmutableArray<ReadOnlyMemory<byte>> chunks)
        {
            lock (_chunks)
            {
                foreach (var chunk in chunks)
                {
                    _chunks.Enqueue(chunk);
                    _bytes += chunk.Length;
                }

                for (; _bytes > MostBytes && _chunks.TryDequeue(out var oldest); _dropped++) _bytes -= oldest.Length;
            }
        }

        public (ImmutableArray<ReadOnlyMemory<byte>>, int) Read(int from)
        {
            lock (_chunks) return ([.. _chunks.Skip(Math.Max(0, from - _dropped))], _dropped + _chunks.Count);
        }
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orchestrator.Conversations;

/// <summary>All turns of a conversation in order, and what was said in them. It only ever grows, by the next turn.</summary>
internal sealed class History
{
    private readonly List<Turn> _turns = [];
    private readonly List<Message> _messages = [];

    // _ends[n] messages were said up to and with turn n.
    private readonly List<int> _ends = [];

    /// <summary>How many turns there are, which is also the number of the next.</summary>
    public int Count => _turns.Count;

    public long Bytes { get; private set; }

    public void Append(Turn turn)
    {
        if (turn.Number != Count) throw new ArgumentException($"Turn {turn.Number} cannot follow {Count} turns.", nameof(turn));
        _turns.Add(turn);
        _messages.AddRange(turn.Input);
        if (turn.Output is { } output) _messages.Add(output);
        _ends.Add(_messages.Count);
        Bytes += SizeOf(turn.Input) + (turn.Output?.Json.Length ?? 0);
    }

    public void Append(IEnumerable<Turn> turns)
    {
        foreach (var turn in turns) Append(turn);
    }

    /// <summary>Puts a turn in place of the one of its number.</summary>
    public void Replace(Turn turn)
    {
        var turns = _turns.ToArray();
        turns[turn.Number] = turn;
        _turns.Clear();
        _messages.Clear();
        _ends.Clear();
        Bytes = 0;
        Append(turns);
    }

    /// <summary>Whether the answer is one of these turns', not merely of the same number.</summary>
    public bool Holds(ResponseId response) => (uint)response.Turn < (uint)Count && _turns[response.Turn].Response == response;

    public Turn this[int number] => _turns[number];

    /// <summary>How much was sent with the last turn, for one that is added without being sent.</summary>
    public TurnWindow LastWindow => Count == 0 ? TurnWindow.Whole : new TurnWindow { From = _turns[^1].Window.From, Summary = _turns[^1].Window.Summary };

    /// <summary>All that was said from one turn on, before another.</summary>
    public ImmutableArray<Message> Between(int from, int number) =>
        from >= number ? [] : [.. CollectionsMarshal.AsSpan(_messages)[(from == 0 ? 0 : _ends[from - 1]).._ends[number - 1]]];

    /// <summary>Turns from the first named on, at most so many, 1 to 100.</summary>
    public ImmutableArray<Turn> Slice(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 100);
        var start = Math.Min(first, Count);
        return [.. CollectionsMarshal.AsSpan(_turns).Slice(start, Math.Min(count, Count - start))];
    }

    public static long SizeOf(ImmutableArray<Message> messages) => messages.Sum(message => (long)message.Json.Length);
}

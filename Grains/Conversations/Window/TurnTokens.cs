using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>One turn with all that is known of its tokens.</summary>
/// <param name="Input">What was said, as it is estimated.</param>
/// <param name="Output">What came back, as it is estimated; 0 where the model was not asked.</param>
/// <param name="Usage">What the provider counted; null where it did not say or was not asked.</param>
/// <param name="From">The turn with which its prompt began.</param>
/// <param name="Front">What stood in front in its prompt, as it was estimated: instructions, tools and summary.</param>
internal readonly record struct TurnCount(long Input, long Output, TokenUsage? Usage = null, int From = 0, long Front = 0);

/// <summary>What each turn of a conversation weighs: as the provider counted it where that is known, as it is estimated elsewhere.</summary>
/// <remarks>
/// <para>
/// A prompt is what stands in front, all turns from its beginning on, and its input. So where two turns that follow each other were asked with
/// the same in front and the same beginning, the second prompt is the first with the first's output and the second's input added, and turn k
/// weighs <c>P(k+1) - P(k) + i(k) - i(k+1)</c>: P as the provider counted it, i the input as it is estimated, whose error cancels itself in any
/// sum of turns. The last turn weighs <c>i(k) + C(k)</c>, with C the completion as it was counted, or as it is estimated where that is more: a
/// prompt that turns out shorter is better than one that is refused. Completions are not used where the next prompt is known, for reasoning is
/// part of them and few providers read it a second time.
/// </para>
/// <para>
/// All else is an estimate times what the last prompt's count was of its own estimate, from a half to twice: so a provider with another
/// vocabulary is known after one turn.
/// </para>
/// </remarks>
internal sealed class TurnTokens
{
    private readonly long _counted = 1;
    private readonly long _estimated = 1;

    public TurnTokens(IReadOnlyList<TurnCount> turns)
    {
        if (Calibrate(turns) is { } scale) (_counted, _estimated) = scale;
        var weights = ImmutableArray.CreateBuilder<long>(turns.Count);
        for (var turn = 0; turn < turns.Count; turn++) weights.Add(Weigh(turns, turn));
        Weights = weights.MoveToImmutable();
    }

    /// <summary>The tokens of each turn, from the first on; 0 or more.</summary>
    public ImmutableArray<long> Weights { get; }

    /// <summary>What the provider would count for so many tokens of an estimate, rounded up.</summary>
    public long Expect(long estimate) => (long)(((Int128)estimate * _counted + _estimated - 1) / _estimated);

    private long Weigh(IReadOnlyList<TurnCount> turns, int turn)
    {
        var (input, output, usage, from, front) = turns[turn];
        if (usage is not { } asked) return Expect(input + output);
        if (turn + 1 == turns.Count) return Expect(input) + Math.Max(asked.Completion, Expect(output));
        return turns[turn + 1] is { Usage: { } next } after && after.From == from && after.Front == front
            ? Math.Max(0, next.Prompt - asked.Prompt + Expect(input) - Expect(after.Input))
            : Expect(input + output);
    }

    private static (long Counted, long Estimated)? Calibrate(IReadOnlyList<TurnCount> turns)
    {
        for (var last = turns.Count - 1; last >= 0; last--)
        {
            if (turns[last] is not { Usage: { } usage } asked) continue;
            var estimated = asked.Front + asked.Input;
            for (var turn = asked.From; turn < last; turn++) estimated += turns[turn].Input + turns[turn].Output;
            return estimated > 0 ? (Math.Clamp(usage.Prompt, (estimated + 1) / 2, estimated * 2), estimated) : null;
        }

        return null;
    }
}

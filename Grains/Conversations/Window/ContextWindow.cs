namespace Orchestrator.Conversations;

/// <summary>Decides from which turn on a conversation is sent to a model whose window it outgrows.</summary>
/// <remarks>
/// <para>
/// The rule. What was said is sent from turn <c>From</c> on. As long as that fits, nothing changes, so each prompt begins with the whole of the
/// one before it. Once it does not, <c>From</c> moves on, to the first turn that may stand first and leaves no more than a share <c>f</c> (Keep)
/// of the room filled. The room is <c>R = W - F - A</c>: the window less what stands in front (with the longest summary, where one will be
/// written) and less the longest answer. The new input counts as said and is never dropped. A turn is dropped whole or not at all, and outputs
/// of tools stay with the turns that called them.
/// </para>
/// <para>
/// The bound. After a shrink at most <c>f·R</c> is filled, and with turns of at most <c>t</c> tokens at least <c>(1-f)·R/t</c> turns pass before
/// the next; with nothing in front and no answer reserved that is <c>(1-f)·W/t</c>. Regime beyond it: where the new input alone, with the turns
/// whose tools it answers, takes more than <c>f·R</c>, all others are dropped, and it overflows where even that is not enough.
/// </para>
/// <para>
/// Why one big step. Providers bill the part of a prompt that begins like an earlier one at a fiftieth of the price. Dropping just enough at each
/// turn is the obvious rule, keeps most, and changes the beginning of every prompt: nothing is ever cached again. Here a prompt is new once in
/// <c>(1-f)·R/t</c> turns.
/// </para>
/// </remarks>
internal static class ContextWindow
{
    /// <param name="turns">All turns so far, from the first on.</param>
    /// <param name="from">The turn from which on it was sent the last time, 0 at first; the number of turns where it was the last input alone.</param>
    public static WindowDecision Decide(IReadOnlyList<TurnWeight> turns, int from, Asking asking, WindowTerms terms)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, turns.Count);
        if (terms.Size is not { } size) return new WindowDecision.Fits(from);

        var said = asking.Input;
        for (var turn = from; turn < turns.Count; turn++) said += turns[turn].Tokens;
        var asked = asking.Front + asking.Summary + said + asking.Answer;
        if (asked <= size) return new WindowDecision.Fits(from);
        return terms.Policy is WindowPolicy.Refuse
            ? new WindowDecision.Overflow(asked, size)
            : Shrink(turns, from, said, asked, asking, terms, size);
    }

    private static WindowDecision Shrink(IReadOnlyList<TurnWeight> turns, int from, long said, long asked, Asking asking, WindowTerms terms, long size)
    {
        var summary = terms.Policy is WindowPolicy.Summarise ? terms.SummaryTokens : asking.Summary;
        var room = size - asking.Front - summary - asking.Answer;
        var most = (long)(room * terms.Keep);
        var (cut, kept) = (from, said);
        for (var turn = from; turn < turns.Count && (cut == from || kept > most); turn++)
        {
            said -= turns[turn].Tokens;
            if (turn + 1 < turns.Count ? turns[turn + 1].Opens : asking.Opens) (cut, kept) = (turn + 1, said);
        }

        if (cut == from) return new WindowDecision.Overflow(asked, size);
        return kept <= room ? new WindowDecision.Shrink(cut, cut - from) : new WindowDecision.Overflow(size - room + kept, size);
    }
}

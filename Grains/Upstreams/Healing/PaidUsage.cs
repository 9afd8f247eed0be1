namespace Orchestrator.Upstreams;

/// <summary>
/// Adds up what the attempts at one answer cost. What the provider counted is taken as it is. An attempt that broke off uncounted is estimated from a later
/// count: a continuation's prompt is the first prompt and the answer so far, so the first prompt is what remains without the tokens seen by then.
/// </summary>
internal sealed class PaidUsage
{
    private readonly List<Attempt> _attempts = [];

    /// <summary>Tokens of the answer so far, over all attempts that ended.</summary>
    public long Observed { get; private set; }

    /// <param name="counted">What the provider said of the attempt; null where it broke off before.</param>
    /// <param name="observed">Tokens of the answer that came in it.</param>
    /// <param name="reasoning">Those of them that were reasoning.</param>
    public void Ended(TokenUsage? counted, long observed, long reasoning)
    {
        _attempts.Add(new Attempt(counted, observed, reasoning, Observed));
        Observed += observed;
    }

    /// <summary>The sum of the attempts that ended.</summary>
    /// <param name="next">What the provider counted for the attempt that follows them; null where it has not.</param>
    /// <param name="promptEstimate">The first prompt's tokens, where no attempt was counted.</param>
    public TokenUsage Sum(TokenUsage? next, long promptEstimate)
    {
        var prompt = FirstPrompt(next) ?? promptEstimate;
        return _attempts.Aggregate(default(TokenUsage), (sum, attempt) => Add(sum, attempt.Counted
            ?? new TokenUsage(prompt + attempt.Before, attempt.Observed, 0, attempt.Reasoning)));
    }

    public static TokenUsage Add(TokenUsage one, TokenUsage other) =>
        new(Add(one.Prompt, other.Prompt), Add(one.Completion, other.Completion), Add(one.Cached, other.Cached), Add(one.Reasoning, other.Reasoning));

    /// <summary>A sum never comes out as less, however much a provider says it was.</summary>
    public static long Add(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;

    private long? FirstPrompt(TokenUsage? next)
    {
        foreach (var attempt in _attempts)
        {
            if (attempt.Counted is { } counted) return Math.Max(0, counted.Prompt - attempt.Before);
        }

        return next is { } last ? Math.Max(0, last.Prompt - Observed) : null;
    }

    private readonly record struct Attempt(TokenUsage? Counted, long Observed, long Reasoning, long Before);
}

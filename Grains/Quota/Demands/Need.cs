namespace Orchestrator.Quota;

/// <summary>How much one request may use of each unit, given the most completion tokens of an answer.</summary>
/// <remarks>
/// Strict tokens and cost are bounds: a prompt has no more tokens than its bound, and n answers of at most m tokens have no more than n·m.
/// A bound that no limit could express ends at <see cref="MostUnits"/>, beyond every limit and far enough from the end of a <see cref="long"/>
/// to be added to.
/// </remarks>
/// <param name="Assumed">Completion tokens expected of an answer for which the client sets no maximum.</param>
/// <param name="Now">When the call begins, at the earliest.</param>
internal readonly record struct Need(QuotaRequest Request, QuotaMode Mode, PriceList? Price, int Assumed, DateTimeOffset Now)
{
    public const long MostUnits = 1_000_000_000_000_000_000;

    /// <summary>Units asked of a limit.</summary>
    /// <param name="most">The most completion tokens of one answer; null where there is no maximum.</param>
    public long Of(LimitTerms limit, int? most) => limit.Unit switch
    {
        QuotaUnit.Tokens when Mode is QuotaMode.Strict => BoundOf(most),
        QuotaUnit.Tokens => Math.Min(EstimateOf(most), CapacityOf(limit)),
        QuotaUnit.Cost => CostOf(most),
        _ => 1,
    };

    /// <summary>Whether the units asked of a limit are a bound, which only a maximum gives.</summary>
    public bool IsBoundOn(LimitTerms limit) => limit.Unit is QuotaUnit.Cost || (limit.Unit is QuotaUnit.Tokens && Mode is QuotaMode.Strict);

    /// <summary>The most completion tokens of one answer with which the limit can hold the request; 0 where it cannot hold the prompt.</summary>
    public long MostWithin(LimitTerms limit)
    {
        var capacity = CapacityOf(limit);
        var completion = limit.Unit is QuotaUnit.Cost
            ? Price?.CompletionWithin(capacity, Request.PromptBound, Now) ?? 0
            : Math.Max(0, capacity - Request.PromptBound);
        return completion / Request.Choices;
    }

    /// <summary>The most units that a limit can ever hold.</summary>
    public static long CapacityOf(LimitTerms limit) => limit.Algorithm is QuotaAlgorithm.TokenBucket or QuotaAlgorithm.LeakyBucket ? limit.Burst : limit.Amount;

    private long BoundOf(int? most) => Math.Min(MostUnits, Request.PromptBound + CompletionOf(most));

    // What we set is a ceiling and says nothing of how long answers are; what the client sets it means.
    private long EstimateOf(int? most) =>
        Math.Min(MostUnits, Request.PromptTokens + (long)Request.Choices * (Request.MaxTokens ?? Math.Min(most ?? Assumed, Assumed)));

    // A budget holds no call whose price nobody knows.
    private long CostOf(int? most) => Math.Min(MostUnits, Price?.Most(Request.PromptBound, CompletionOf(most), Now) ?? MostUnits);

    private long CompletionOf(int? most) => most is { } tokens ? (long)Request.Choices * tokens : throw new InvalidOperationException($"A bound on {Request.Id} needs a maximum.");
}

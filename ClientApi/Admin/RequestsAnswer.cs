using Orchestrator.Sight;

namespace Orchestrator.Admin;

/// <summary>A page of requests.</summary>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last one.</param>
/// <param name="Silent">Silos that did not answer in time, and whose requests are missing.</param>
internal sealed record RequestsAnswer(IReadOnlyList<TrailAnswer> Data, string? Next, IReadOnlyList<string> Silent);

/// <summary>One request: who asked, how it ended (null while it runs), what it used and its walk. Money is in the currency's unit.</summary>
internal sealed record TrailAnswer(
    string Id,
    string Tenant,
    string Key,
    string Model,
    string Silo,
    string? Trace,
    DateTimeOffset CameAt,
    double TookMs,
    WalkEnd? End,
    int? Status,
    string? Error,
    string? Limit,
    double? RetryAfterMs,
    TokensAnswer Tokens,
    decimal Cost,
    string? Response,
    IReadOnlyList<StepAnswer> Steps)
{
    private const decimal Unit = 1_000_000_000;

    public static TrailAnswer Example { get; } = new(
        Examples.Request, "acme", "first", "deepseek-flash", "S10.0.0.1:11111:1", "4bf92f3577b34da6a3ce929d0e0e4736", Examples.At, 1_840.2,
        WalkEnd.Completed, null, null, null, null, TokensAnswer.Example, 0.0004m, null,
        [new StepAnswer(WalkStep.Begun, 0.2), new StepAnswer(WalkStep.Reserved, 0.3), new StepAnswer(WalkStep.FirstToken, 640), new StepAnswer(WalkStep.Answered, 1_839.8)]);

    public static TrailAnswer Of(RequestTrail trail) => new(
        trail.Request.ToString(), trail.Tenant.Value, trail.Key, trail.Model, trail.Silo, trail.Trace, trail.CameAt, trail.Took.TotalMilliseconds,
        trail.End, trail.Status, trail.Error, trail.Limit, trail.RetryAfter?.TotalMilliseconds, TokensAnswer.Of(trail.Tokens), trail.Cost / Unit,
        trail.Response?.ToString(), [.. trail.Steps.Select(step => new StepAnswer(step.Step, step.After.TotalMilliseconds))]);
}

/// <summary>A step of the walk, and when it was reached, in milliseconds since the request came.</summary>
internal sealed record StepAnswer(WalkStep Step, double AfterMs);

using Orchestrator.Dispatch;
using Orchestrator.Quota;

namespace Orchestrator.Requests;

/// <summary>What a request is charged: what the provider counted, else what was observed, else all that was reserved. A call that never reached a model costs nothing.</summary>
internal static class Charge
{
    /// <param name="work">How the call ended; null where nobody knows.</param>
    /// <param name="promptTokens">The prompt's tokens, estimated.</param>
    /// <param name="price">What the model costs; null where no price is configured, and then all that was reserved stays used.</param>
    /// <param name="at">When the call ended.</param>
    public static Use Of(WorkOutcome? work, long promptTokens, PriceList? price, DateTimeOffset at) => work switch
    {
        WorkOutcome.Completed { Completion.Usage: { } counted } => Counted(counted, price, at),
        WorkOutcome.Failed { ObservedTokens: { } observed } => Counted(new TokenUsage(promptTokens, observed), price, at),
        WorkOutcome.ClientGone { ObservedTokens: { } observed } => Counted(new TokenUsage(promptTokens, observed), price, at),
        null or WorkOutcome.Completed => new Use(null, null),
        _ => new Use(0, 0),
    };

    /// <summary>What a call used by kind of token: nothing where it never reached a model, null where nobody counted.</summary>
    public static TokenUsage? Tokens(WorkOutcome? work, long promptTokens) => work switch
    {
        WorkOutcome.Completed { Completion.Usage: { } counted } => Sane(counted),
        WorkOutcome.Failed { ObservedTokens: { } observed } => Sane(new TokenUsage(promptTokens, observed)),
        WorkOutcome.ClientGone { ObservedTokens: { } observed } => Sane(new TokenUsage(promptTokens, observed)),
        null or WorkOutcome.Completed => null,
        _ => default(TokenUsage),
    };

    private static TokenUsage Sane(TokenUsage usage) => new(Sane(usage.Prompt), Sane(usage.Completion), Sane(usage.Cached), Sane(usage.Reasoning));

    private static long Sane(long tokens) => Math.Clamp(tokens, 0, Need.MostUnits);

    private static Use Counted(TokenUsage usage, PriceList? price, DateTimeOffset at)
    {
        // However much a provider says it was, a sum must not come out as less.
        var tokens = Math.Min(usage.Prompt, Need.MostUnits) + Math.Min(usage.Completion, Need.MostUnits);
        return new Use(Math.Min(tokens, Need.MostUnits), price is null ? null : Math.Min(price.Of(usage, at), Need.MostUnits));
    }
}

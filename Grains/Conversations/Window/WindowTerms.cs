namespace Orchestrator.Conversations;

/// <summary>What a conversation may send to one model, and what is done when it has more to say.</summary>
/// <param name="Size">The most tokens of a prompt and its answer together; null where the model's window is not known, and then everything fits.</param>
/// <param name="Keep">How much of the room for what was said may be filled after a shrink, more than 0 and at most 1; with 1 no more is dropped than must be, and the window slides.</param>
/// <param name="SummaryTokens">The most tokens of a summary that takes the place of what was dropped; without meaning unless the policy is <see cref="WindowPolicy.Summarise"/>.</param>
internal sealed record WindowTerms(long? Size, WindowPolicy Policy, double Keep, long SummaryTokens = 0);

using Orchestrator.Conversations;

namespace Orchestrator.Admin;

/// <summary>A conversation in a list. When something was last said in it, and how many bytes were, may lag a minute behind.</summary>
internal sealed record ListedAnswer(string Id, DateTimeOffset CreatedAt, DateTimeOffset SaidAt, long? Bytes)
{
    public static ListedAnswer Example { get; } = new("conv_019283f05a5c7c9f8e1d2b3a4c5d6e7f", Examples.At, Examples.At.AddMinutes(5), 5_120);
}

/// <summary>A conversation without what was said in it. Its first turns may be a parent's; <c>named</c> where a client asked for it by itself.</summary>
internal sealed record ConversationAnswer(
    string Id, DateTimeOffset CreatedAt, bool Named, int Turns, int FirstTurn, int Forks, int Waiting, long Bytes, RunningAnswer? Running, IReadOnlyDictionary<string, string> Metadata)
{
    public static ConversationAnswer Example { get; } = new(
        ListedAnswer.Example.Id, Examples.At, Named: true, 4, 0, 0, 0, 5_120, new RunningAnswer(Examples.Request, 4, "S10.0.0.1:11111:1"), new Dictionary<string, string> { ["topic"] = "names" });

    public static ConversationAnswer Of(Conversation found) => new(
        found.Id.ToString(), found.CreatedAt, found.IsNamed, found.Turns, found.FirstTurn, found.Forks, found.Waiting, found.Bytes,
        found.Running is { } running ? new RunningAnswer(running.Request.ToString(), running.Number, running.Runner.ToParsableString()) : null, found.Metadata);
}

/// <summary>A turn that runs: whose it is, and on which silo.</summary>
internal sealed record RunningAnswer(string Request, int Number, string Silo);

/// <summary>One turn as it was kept: how many messages went in, whether one came out, its tokens, and the number of the first turn that was sent with it.</summary>
internal sealed record TurnAnswer(
    int Number, string? Response, DateTimeOffset AskedAt, DateTimeOffset KeptAt, int Input, bool Answered, string? FinishReason, TokensAnswer? Tokens, int SentFrom)
{
    public static TurnAnswer Example { get; } = new(3, $"resp_{ListedAnswer.Example.Id[5..]}0000000300000001", Examples.At, Examples.At.AddSeconds(3), 1, Answered: true, "stop", TokensAnswer.Example, 0);

    public static TurnAnswer Of(Turn turn) => new(
        turn.Number, turn.Response?.ToString(), turn.AskedAt, turn.At, turn.Input.Length, turn.Output is not null, turn.FinishReason,
        turn.Usage is { } usage ? TokensAnswer.Of(usage) : null, turn.Window.From);
}

/// <summary>Tokens as the provider counted them.</summary>
internal sealed record TokensAnswer(long Prompt, long Cached, long Completion, long Reasoning)
{
    public static TokensAnswer Example { get; } = new(2_000, 1_500, 300, 0);

    public static TokensAnswer Of(TokenUsage usage) => new(usage.Prompt, usage.Cached, usage.Completion, usage.Reasoning);
}

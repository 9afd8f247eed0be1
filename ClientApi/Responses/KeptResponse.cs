using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Background;
using Orchestrator.Conversations;
using Orchestrator.Items;
using Orchestrator.Requests;

namespace Orchestrator.Responses;

/// <summary>A response that was kept, or is being made in the background: what is shown of it, and what it answered.</summary>
internal sealed record KeptResponse(ResponseDocument Document, ResponseState State, ImmutableArray<Message> Input)
{
    /// <summary>Whether it is or was made in the background.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Whether it can be taken up as a stream.</summary>
    public bool IsStreamed { get; init; }

    public static KeptResponse Of(ResponseId id, Turn turn)
    {
        var document = new ResponseDocument(id, turn.AskedAt, turn.Settings);
        var state = Answered(id, turn.FinishReason, turn.Usage, turn.At, turn.Output);
        return new KeptResponse(document, document.Judge(state), turn.Input) { IsBackground = SaysBackground(turn.Settings) };
    }

    public static KeptResponse Of(BackgroundPart part)
    {
        var document = new ResponseDocument(part.Answer.Response, part.Answer.AskedAt, part.Answer.Settings);
        return new KeptResponse(document, document.Judge(StateOf(part)), part.Answer.Input) { IsBackground = true, IsStreamed = part.Answer.Streamed };
    }

    private static ResponseState StateOf(BackgroundPart part) => part.End switch
    {
        null => ResponseState.InProgress,
        { Ending: BackgroundEnding.Cancelled } => new ResponseState("cancelled"),
        { } end when BackgroundEnds.ErrorOf(end) is { } error => new ResponseState("failed") { ErrorCode = error.Code, ErrorMessage = error.Message },
        { Outcome: ChatOutcome.Completed { Completion: var done }, At: var at } => Answered(part.Answer.Response, done.FinishReason, done.Usage, at, done.Message),
        _ => throw new InvalidOperationException("An end without an error is an answer."),
    };

    private static ResponseState Answered(ResponseId id, string? finishReason, TokenUsage? usage, DateTimeOffset at, Message? output)
    {
        var state = ResponseState.Ended(finishReason ?? "stop", usage, at);
        return output is null ? state : state with { Output = OutputItem.Of(id, [.. MessageItems.Of(output)], state.IncompleteReason is not null) };
    }

    private static bool SaysBackground(ReadOnlyMemory<byte> settings)
    {
        using var members = JsonDocument.Parse(settings);
        return members.RootElement.TryGetProperty("background"u8, out var background) && background.ValueKind is JsonValueKind.True;
    }
}

using Orchestrator.Items;
using Orchestrator.Outcomes;
using Orchestrator.Schemas;

namespace Orchestrator.Responses;

/// <summary>Fails a response whose finished text does not hold to the schema that was asked for.</summary>
/// <remarks>
/// By now the answer has been paid, and where it was to be stored it has been kept: the turn does not record the verdict. A later GET that shows the
/// kept answer without asking here shows status completed; one that passes its state through <see cref="Judge"/> with the kept settings shows failed, with
/// the same error, as the verdict follows from these two alone.
/// </remarks>
internal static class OutputVerdict
{
    /// <summary>The state as it is told. A refusal, a cut answer and one that calls functions owe nothing to the schema.</summary>
    public static ResponseState Judge(ResponseState ended, ReadOnlyMemory<byte> settings)
    {
        if (ended.Status is not "completed" || ended.Output.Any(item => item.Item is Item.FunctionCall or Item.Message { Refusal: not null })) return ended;
        var text = string.Concat(ended.Output.Select(item => item.Item).OfType<Item.Message>().SelectMany(message => message.Texts));
        return OutputCheck.Validate(settings, text) is { } verdict
            ? ended with { Status = "failed", CompletedAt = null, ErrorCode = SchemaVerdict.Code, ErrorMessage = verdict.Message }
            : ended;
    }

    /// <summary>What a client without a stream is told. Its library is not to ask again by itself: each answer costs.</summary>
    public static ApiError? ErrorOf(ResponseState state) => state.Status is not "failed"
        ? null
        : new ApiError(StatusCodes.Status502BadGateway, "upstream_error", state.ErrorCode, state.ErrorMessage!) { ShouldRetry = false };
}

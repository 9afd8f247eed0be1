using Orchestrator.Background;
using Orchestrator.Outcomes;
using Orchestrator.Requests;

namespace Orchestrator.Responses;

/// <summary>Says what the end of a background answer means to its client.</summary>
internal static class BackgroundEnds
{
    private static readonly ApiError s_lost = new(StatusCodes.Status503ServiceUnavailable, "server_error", "server_error",
        "The service lost this response while it was made. It is not made again by itself.");

    private static readonly ApiError s_tooLarge = new(StatusCodes.Status500InternalServerError, "server_error", "response_too_large",
        "The response grew larger than what is kept of one.");

    /// <summary>The error of an answer that did not come to its end; null for one that did, or was cancelled.</summary>
    public static ApiError? ErrorOf(BackgroundEnd end) => end switch
    {
        { Ending: BackgroundEnding.Cancelled } => null,
        { Ending: BackgroundEnding.TooLarge } => s_tooLarge,
        { Ending: BackgroundEnding.Ended, Outcome: { } outcome and not ChatOutcome.ClientGone } => OutcomeResults.ErrorOf(outcome),
        _ => s_lost,
    };
}

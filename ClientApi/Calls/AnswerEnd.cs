using Orchestrator.Outcomes;
using Orchestrator.Requests;

namespace Orchestrator.Calls;

/// <summary>How a streamed answer ended: the outcome where the call brought one, and the error that the client has to hear.</summary>
internal sealed record AnswerEnd(ChatOutcome? Outcome, ApiError? Error)
{
    private static readonly ApiError s_torn = new(StatusCodes.Status502BadGateway, "server_error", "stream_incomplete", "Parts of the answer were lost on their way. Please try again.");

    public static AnswerEnd Of(ChatOutcome outcome, bool whole) =>
        new(outcome, outcome is ChatOutcome.Completed && !whole ? s_torn : OutcomeResults.ErrorOf(outcome));

    public static AnswerEnd Of(Exception exception) => new(null, BrokenCalls.ErrorOf(exception));
}

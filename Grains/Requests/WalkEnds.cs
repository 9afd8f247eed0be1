using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>Writes down how a request ended. Of an upstream's or a client's own words nothing is kept.</summary>
internal static class WalkEnds
{
    /// <summary>The code of an answer to a request for a model that nobody serves.</summary>
    public const string ModelNotFound = "model_not_found";

    public static void Note(RequestWalk walk, ChatOutcome outcome)
    {
        switch (outcome)
        {
            case ChatOutcome.Completed completed:
                walk.Completed(completed.Response);
                break;
            case ChatOutcome.Refused { Refusal: var refusal }:
                walk.Refused(refusal.Limit, refusal.RetryAfter);
                break;
            case ChatOutcome.UpstreamFailed { Failure: var failure }:
                walk.UpstreamFailed(failure.Kind, failure.Status);
                break;
            case ChatOutcome.Invalid invalid:
                if (invalid.Code == ModelNotFound) walk.NobodyServesTheModel();
                walk.Invalid(invalid.Code, invalid.Status);
                break;
            case ChatOutcome.ClientGone:
                walk.ClientGone();
                break;
        }
    }
}

using Orchestrator.Requests;

namespace Orchestrator.Outcomes;

/// <summary>The one switch from how a request ended to what its client is told.</summary>
internal static class OutcomeResults
{
    /// <summary>The error of an outcome; null for one that is no error, or that nobody is left to read.</summary>
    public static ApiError? ErrorOf(ChatOutcome outcome) => outcome switch
    {
        ChatOutcome.Completed or ChatOutcome.ClientGone => null,
        ChatOutcome.Refused refused => RefusalWords.Of(refused.Refusal),
        ChatOutcome.UpstreamFailed failed => Of(failed.Failure),
        ChatOutcome.Invalid invalid => new ApiError(invalid.Status, ApiError.InvalidRequest, invalid.Code, invalid.Message, invalid.Param),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome.GetType().Name, "No answer is known for this outcome."),
    };

    private static ApiError Of(UpstreamFailure failure) => Word(failure) with
    {
        RetryAfter = failure.RetryAfter
            ?? (failure.Kind is UpstreamFailureKind.Limited or UpstreamFailureKind.BreakerOpen or UpstreamFailureKind.Saturated ? TimeSpan.FromSeconds(1) : null),
        ShouldRetry = failure.Retryable,
    };

    private static ApiError Word(UpstreamFailure failure) => failure.Kind switch
    {
        UpstreamFailureKind.Rejected => new ApiError(
            failure.Status is >= 400 and < 500 ? failure.Status.Value : StatusCodes.Status400BadRequest,
            failure.Type ?? ApiError.InvalidRequest, failure.Code, failure.Message, failure.Param),

        // The provider's own words may hold digits of our key.
        UpstreamFailureKind.Account => new ApiError(StatusCodes.Status502BadGateway, "upstream_error", "upstream_account_error",
            "The provider refused this service's account. Its operator has to look after it."),

        UpstreamFailureKind.Limited => new ApiError(StatusCodes.Status429TooManyRequests, failure.Type ?? "rate_limit_error", "upstream_rate_limited", failure.Message, failure.Param),
        UpstreamFailureKind.Broken => new ApiError(StatusCodes.Status503ServiceUnavailable, failure.Type ?? "upstream_error", failure.Code ?? "upstream_error", failure.Message, failure.Param),
        UpstreamFailureKind.Unreachable => new ApiError(StatusCodes.Status502BadGateway, "upstream_error", "upstream_unreachable", failure.Message),
        UpstreamFailureKind.TooSlow => new ApiError(StatusCodes.Status504GatewayTimeout, "upstream_error", "upstream_timeout", failure.Message),
        UpstreamFailureKind.Malformed => new ApiError(StatusCodes.Status502BadGateway, "upstream_error", "upstream_malformed", failure.Message),
        UpstreamFailureKind.BreakerOpen => new ApiError(StatusCodes.Status503ServiceUnavailable, "upstream_error", "upstream_unavailable", failure.Message),
        UpstreamFailureKind.Saturated => new ApiError(StatusCodes.Status503ServiceUnavailable, "upstream_error", "upstream_saturated", failure.Message),
        _ => new ApiError(StatusCodes.Status502BadGateway, "upstream_error", "upstream_error", failure.Message),
    };
}

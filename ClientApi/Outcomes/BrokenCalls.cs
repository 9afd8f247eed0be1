using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace Orchestrator.Outcomes;

/// <summary>
/// Says what a call that failed inside the cluster means to the client. Such a call is not made again from here: whether its work was
/// done, and paid, is unknown.
/// </summary>
internal static class BrokenCalls
{
    public static readonly ApiError Unavailable = new(StatusCodes.Status503ServiceUnavailable, "server_error", "service_unavailable",
        "The service cannot answer just now. Please try again.")
    { RetryAfter = TimeSpan.FromSeconds(1) };

    public static readonly ApiError Unexpected = new(StatusCodes.Status500InternalServerError, "server_error", "internal_error",
        "Something went wrong in the service. The request id names this case to its operator.");

    public static ApiError ErrorOf(Exception exception) => IsOutage(exception) ? Unavailable : Unexpected;

    public static bool IsOutage(Exception exception) => exception
        is SiloUnavailableException
        or OrleansMessageRejectionException
        or ConnectionFailedException
        or GatewayTooBusyException
        or LimitExceededException
        or ClientNotAvailableException
        or TimeoutException;
}

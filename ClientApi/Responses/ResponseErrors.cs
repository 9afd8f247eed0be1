using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>What a client hears of responses that are not there for it: foreign and missing ones sound the same.</summary>
internal static class ResponseErrors
{
    public static ApiError NotFound(string id) =>
        new(StatusCodes.Status404NotFound, ApiError.InvalidRequest, "response_not_found", $"Response with id '{id}' not found.");
}

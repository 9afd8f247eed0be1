using Orchestrator.Outcomes;

namespace Orchestrator.Conversations;

/// <summary>What a client hears of conversations and answers that are not there for it: foreign and missing ones sound the same.</summary>
internal static class ConversationErrors
{
    public static ApiError NotFound(string id) =>
        new(StatusCodes.Status404NotFound, ApiError.InvalidRequest, "conversation_not_found", $"Conversation with id '{id}' not found.");

    public static readonly ApiError Locked = new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "conversation_locked",
        "Another process is currently operating on this conversation. Please retry in a few seconds.", "conversation");

    public static ApiError Full(string bound, long limit) =>
        new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "conversation_full", $"The conversation has reached its bound of {limit} {bound}. Start a new one.", "conversation");

    public static ApiError ItemNotFound(string id) =>
        new(StatusCodes.Status404NotFound, ApiError.InvalidRequest, "item_not_found", $"Item with id '{id}' not found.");

    public static ApiError TooLarge(string bound, long limit) =>
        new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "conversation_too_large", $"A conversation takes at most {limit} {bound} at its start.", "items");

    public static ApiError PreviousNotFound(string id) =>
        new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "previous_response_not_found", $"Previous response with id '{id}' not found.", "previous_response_id");
}

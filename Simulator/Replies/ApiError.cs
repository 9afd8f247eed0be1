using System.Globalization;

namespace Orchestrator.Simulator;

/// <summary>A refusal in the provider's own words.</summary>
internal sealed record ApiError(int Status, string Message, string Type, string Code = ApiError.InvalidRequest)
{
    private const string InvalidRequest = "invalid_request_error";

    public static ApiError BadRequest(string message) => new(400, message, InvalidRequest);

    public static ApiError Invalid(string message) => new(422, message, InvalidRequest);

    public static ApiError Missing(string field) =>
        Invalid($"Failed to deserialize the JSON body into the target type: missing field `{field}`");

    public static ApiError OutOfRange(string parameter, string range) =>
        Invalid($"Invalid {parameter} value, the valid range of {parameter} is {range}");

    public static ApiError ContextOverflow(int limit, int prompt, int completion) => BadRequest(string.Create(
        CultureInfo.InvariantCulture,
        $"This model's maximum context length is {limit} tokens. However, you requested {prompt + completion} tokens ({prompt} in the messages, {completion} in the completion). Please reduce the length of the messages or completion."));

    public static ApiError BadKey(string? key)
    {
        var tail = key is null ? "" : key[^Math.Min(4, key.Length)..];
        return new(401, $"Authentication Fails, Your api key: ****{tail} is invalid", "authentication_error");
    }

    public static ApiError TooManyAtOnce(int running, int ceiling) => new(
        429,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Too many requests. Your current concurrency is {running}, which exceeds your concurrency limit of {ceiling} based on your remaining balance. Please top up your balance to restore your concurrency."),
        "rate_limit_error");

    /// <summary>The body that the provider sends with this status.</summary>
    public static ApiError OfStatus(int status, string? key) => status switch
    {
        400 => BadRequest("Invalid request body"),
        401 => BadKey(key),
        402 => new(402, "Insufficient Balance", "unknown_error"),
        422 => Invalid("Invalid parameter"),
        429 => new(429, "Rate limit reached for TPM", "rate_limit_error"),
        500 => new(500, "Internal Server Error", "internal_error", "internal_error"),
        503 => new(
            503,
            "Service is too busy. We advise users to temporarily switch to alternative LLM API service providers.",
            "service_unavailable_error",
            "service_unavailable_error"),
        _ => new(status, $"Status {status} was asked for", "unknown_error"),
    };
}

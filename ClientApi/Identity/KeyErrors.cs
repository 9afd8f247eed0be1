using Orchestrator.Outcomes;

namespace Orchestrator.Identity;

/// <summary>What whoever holds a key is told when it does not open this door, or not now.</summary>
internal static class KeyErrors
{
    /// <summary>Keys of the register cannot be judged while it is silent: nobody is let in by what may be revoked.</summary>
    public static ApiError Unknown { get; } = new(StatusCodes.Status503ServiceUnavailable, "server_error", "service_unavailable", "Keys cannot be checked at the moment. Please try again.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public static ApiError Invalid { get; } = new(StatusCodes.Status401Unauthorized, ApiError.InvalidRequest, "invalid_api_key",
        "No valid key was given. Expected the header 'Authorization: Bearer orc_<id>_<secret>'.");

    public static ApiError Paused { get; } = new(StatusCodes.Status403Forbidden, "permission_error", "tenant_paused", "The calls of this tenant are paused by its operator.");

    public static ApiError Endpoint(string key, string endpoint) =>
        new(StatusCodes.Status403Forbidden, "permission_error", "key_scope", $"The key '{key}' may not call '{endpoint}'.");

    public static ApiError Model(string key, ModelName model) =>
        new(StatusCodes.Status403Forbidden, "permission_error", "key_scope", $"The key '{key}' may not ask for the model '{model}'.", "model");
}

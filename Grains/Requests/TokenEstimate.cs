namespace Orchestrator.Requests;

/// <summary>A first estimate of a prompt's tokens, before the provider counts them: a token for every four bytes of JSON, rounded up.</summary>
internal static class TokenEstimate
{
    private const int BytesPerToken = 4;

    public static long Of(Prompt prompt)
    {
        long bytes = prompt.Parameters.Length;
        foreach (var message in prompt.Messages) bytes += message.Json.Length;
        return (bytes + BytesPerToken - 1) / BytesPerToken;
    }
}

using System.Text.Json;

namespace Orchestrator.Bodies;

/// <summary>Reads OpenAI's <c>service_tier</c> as the place of a request among its tenant's own that wait for the same upstream: higher goes first.</summary>
internal static class ServiceTier
{
    /// <summary>Longest name of a tier.</summary>
    public const int Longest = 64;

    private const int Background = -1;

    /// <summary>1 for <c>priority</c>, -1 for <c>flex</c>; 0 for every other and for none, or -1 where nobody waits for the answer.</summary>
    public static int PriorityIn(JsonElement body, bool background = false)
    {
        var usual = background ? Background : 0;
        if (!body.TryGetProperty("service_tier"u8, out var tier) || tier.ValueKind is not JsonValueKind.String) return usual;
        return tier.ValueEquals("priority"u8) ? 1 : tier.ValueEquals("flex"u8) ? -1 : usual;
    }
}

namespace Orchestrator.Background;

/// <summary>The key of a background answer's grain. The tenant is part of it, so nobody can reach another's.</summary>
public static class BackgroundKey
{
    public static string Of(TenantId tenant, ResponseId response) => $"{tenant}/{response}";

    public static (TenantId Tenant, ResponseId Response) Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        if (slash <= 0 || !ResponseId.TryParse(key[(slash + 1)..], out var response))
            throw new ArgumentException($"'{key}' is not the key of a background answer: expected tenant/resp_...", nameof(key));
        return (new TenantId(key[..slash]), response);
    }
}

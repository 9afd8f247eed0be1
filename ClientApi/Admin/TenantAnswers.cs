using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>A tenant. <c>configured</c> where configuration names it: then it cannot be deleted here, and <c>created_at</c> is null.</summary>
internal sealed record TenantAnswer(string Id, string Name, string Plan, bool Paused, bool Configured, int Keys, DateTimeOffset? CreatedAt, long Version)
{
    public static TenantAnswer Example { get; } = new("acme", "Acme Inc.", "team", Paused: false, Configured: false, 2, Examples.At, 12);

    public static TenantAnswer Of(TenantView tenant) =>
        new(tenant.Id, tenant.Name, tenant.Plan, tenant.IsPaused, tenant.IsConfigured, tenant.Keys, tenant.CreatedAt, tenant.Version);

    public string Etag() => Admin.Etag.OfVersion(Version);
}

/// <summary>A key without its secret. <c>state</c> is active, expired, revoked, or configured for one that configuration has.</summary>
internal sealed record KeyAnswer(
    string Id, string Name, string State, DateTimeOffset? CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, IReadOnlyList<string> Models, IReadOnlyList<string> Endpoints)
{
    public static KeyAnswer Example { get; } = new("k3v9q2m7x1ab", "laptop of Ada", "active", Examples.At, Examples.At.AddDays(90), null, ["deepseek-flash"], []);

    public static KeyAnswer Of(KeyRecord key, DateTimeOffset now) => new(
        key.Id, key.Name, key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "active", key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.Models, key.Endpoints);

    public static KeyAnswer Configured(string id) => new(id, "", "configured", null, null, null, [], []);
}

/// <summary>A key that was made just now, with its text, which is shown this once.</summary>
internal sealed record NewKeyAnswer(string Key, KeyAnswer Record)
{
    public static NewKeyAnswer Example { get; } = new("orc_k3v9q2m7x1ab_7uYxWq2LmP0sRt4VnB8cDk1EfGh3JzA5", KeyAnswer.Example);
}

/// <summary>One line of the log of what operators did.</summary>
internal sealed record AuditAnswer(long Number, DateTimeOffset At, string By, string What, string Subject, string Detail)
{
    public static AuditAnswer Example { get; } = new(12, Examples.At, "ada", "tenant.change", "acme", "plan free to team");

    public static AuditAnswer Of(RegisterEntry entry) => new(entry.Number, entry.At, entry.By, entry.What, entry.Subject, entry.Detail);
}

/// <summary>What a tenant is made of.</summary>
internal sealed record TenantOrderBody(string Id, string? Name, string Plan);

/// <summary>What is to be changed of a tenant; what is absent stays.</summary>
internal sealed record TenantChangeBody(string? Name, string? Plan, bool? Paused);

/// <summary>What a key is to be.</summary>
internal sealed record KeyOrderBody(string? Name, DateTimeOffset? ExpiresAt, IReadOnlyList<string>? Models, IReadOnlyList<string>? Endpoints);

/// <summary>For how long both keys open the door.</summary>
internal sealed record RotateBody(int OverlapSeconds);

/// <summary>When a key ends; null for never.</summary>
internal sealed record ExpiryBody(DateTimeOffset? ExpiresAt);

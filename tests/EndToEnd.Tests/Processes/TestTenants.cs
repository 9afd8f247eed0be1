using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Tests.Processes;

/// <summary>The tenants that tests configure, and their keys.</summary>
internal static class TestTenants
{
    /// <summary>A tenant without limits worth the name.</summary>
    public const string Wide = "wide";

    /// <summary>A tenant like it, to whom the other's ids are foreign.</summary>
    public const string Other = "other";

    /// <summary>Three requests in six seconds.</summary>
    public const string FewRequests = "few-requests";

    /// <summary>A thousand tokens an hour.</summary>
    public const string FewTokens = "few-tokens";

    /// <summary>One request at a time.</summary>
    public const string OneAtATime = "one-at-a-time";

    public static readonly string[] All = [Wide, Other, FewRequests, FewTokens, OneAtATime];

    /// <summary>The key of an operator who may change everything.</summary>
    public const string Admin = "ora_test_secret-of-the-operator-0123456789";

    /// <summary>The key of an operator who may only look.</summary>
    public const string Reader = "ora_reader_secret-of-the-reader-0123456789";

    public static string Key(string tenant) => $"orc_{tenant.Replace("-", "", StringComparison.Ordinal)}_secret-of-{tenant}-0123456789";

    /// <summary>The configuration, as environment variables.</summary>
    public static void Configure(Dictionary<string, string?> environment)
    {
        Limit(environment, Wide, 0, "Requests", 1_000_000, "00:01:00");
        Limit(environment, Wide, 1, "Tokens", 1_000_000_000, "00:01:00");
        Limit(environment, Wide, 2, "Concurrency", 10_000, null);
        Limit(environment, Other, 0, "Requests", 1_000_000, "00:01:00");
        Limit(environment, FewRequests, 0, "Requests", 3, "00:00:06");
        Limit(environment, FewTokens, 0, "Tokens", 1_000, "01:00:00");
        Limit(environment, OneAtATime, 0, "Concurrency", 1, null);
        environment["Admin__Keys__test"] = HashOf(Admin);
        environment["Admin__Keys__reader__Hash"] = HashOf(Reader);
        environment["Admin__Keys__reader__Role"] = "reader";
        foreach (var tenant in All)
        {
            environment[$"Tenants__{tenant}__Plan"] = tenant;
            environment[$"Tenants__{tenant}__Keys__{tenant.Replace("-", "", StringComparison.Ordinal)}"] =
                HashOf(Key(tenant));
        }
    }

    private static string HashOf(string key) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))}";

    private static void Limit(Dictionary<string, string?> environment, string plan, int index, string unit, long amount, string? period)
    {
        var path = $"Plans__{plan}__Limits__{index}";
        environment[$"{path}__Name"] = unit.ToLowerInvariant();
        environment[$"{path}__Unit"] = unit;
        environment[$"{path}__Amount"] = $"{amount}";
        if (period is not null) environment[$"{path}__Period"] = period;
    }
}

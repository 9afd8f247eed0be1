using System.Security.Cryptography;
using System.Text;
using Orchestrator.Tests.Processes;

namespace Orchestrator.Tests.Quota;

/// <summary>The tenants of the audit: one for each kind of limit, one under all, some that are only watched, and a plan for bursts.</summary>
internal static class AuditTenants
{
    public const string Bucket = "audit-bucket";
    public const string Window = "audit-window";
    public const string Sliding = "audit-sliding";
    public const string Tokens = "audit-tokens";
    public const string Streams = "audit-streams";
    public const string Everything = "audit-everything";
    public const string Daily = "audit-daily";
    public const int ProbeCount = 6;
    public const int BurstCount = 10;
    public const int BurstAmount = 200;
    public const int DailyAmount = 100_000;

    public static readonly string[] Loaded = [Bucket, Window, Sliding, Tokens, Streams, Everything];

    public static IEnumerable<string> Probes => Enumerable.Range(0, ProbeCount).Select(number => $"audit-probe-{number}");

    public static IEnumerable<string> Bursts => Enumerable.Range(0, BurstCount).Select(number => $"audit-burst-{number}");

    public static Dictionary<string, string?> Settings()
    {
        var settings = new Dictionary<string, string?>();
        Limit(Bucket, 0, "Requests", 600, ("Period", "00:01:00"), ("Burst", "60"));
        Limit(Window, 0, "Requests", 300, ("Algorithm", "FixedWindow"), ("Every", "Minute"));
        Limit(Sliding, 0, "Requests", 100, ("Algorithm", "SlidingWindow"), ("Period", "00:00:20"));
        Limit(Tokens, 0, "Tokens", 30_000, ("Period", "00:01:00"), ("Burst", "10000"));
        Limit(Streams, 0, "Concurrency", 5);
        Limit(Everything, 0, "Requests", 600, ("Period", "00:01:00"), ("Burst", "30"));
        Limit(Everything, 1, "Tokens", 18_000, ("Period", "00:01:00"), ("Burst", "3000"));
        Limit(Everything, 2, "Concurrency", 6);
        Limit(Daily, 0, "Requests", DailyAmount, ("Algorithm", "FixedWindow"), ("Every", "Day"));
        foreach (var probe in Probes) Limit(probe, 0, "Concurrency", 50);
        foreach (var burst in Bursts) Limit(burst, 0, "Requests", BurstAmount, ("Period", "01:00:00"));
        foreach (var tenant in (IEnumerable<string>)[.. Loaded, Daily, .. Probes, .. Bursts])
        {
            settings[$"Tenants__{tenant}__Plan"] = tenant;
            settings[$"Tenants__{tenant}__Keys__{tenant.Replace("-", "", StringComparison.Ordinal)}"] =
                $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TestTenants.Key(tenant))))}";
        }

        settings[$"Plans__{Tokens}__Mode"] = settings[$"Plans__{Everything}__Mode"] = "Strict";
        return settings;

        void Limit(string plan, int index, string unit, long amount, params (string Name, string Value)[] more)
        {
            var path = $"Plans__{plan}__Limits__{index}";
            settings[$"{path}__Name"] = $"{unit.ToLowerInvariant()}-{index}";
            settings[$"{path}__Unit"] = unit;
            settings[$"{path}__Amount"] = $"{amount}";
            foreach (var (name, value) in more) settings[$"{path}__{name}"] = value;
        }
    }
}

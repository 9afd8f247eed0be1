using Orchestrator.Tests.Processes;
using static Orchestrator.Tests.Processes.TestPlans;

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
        settings.AddTenant(Bucket, "Estimated", Limit("Requests", 600, ("Period", "00:01:00"), ("Burst", "60")));
        settings.AddTenant(Window, "Estimated", Limit("Requests", 300, ("Algorithm", "FixedWindow"), ("Every", "Minute")));
        settings.AddTenant(Sliding, "Estimated", Limit("Requests", 100, ("Algorithm", "SlidingWindow"), ("Period", "00:00:20")));
        settings.AddTenant(Tokens, "Strict", Limit("Tokens", 30_000, ("Period", "00:01:00"), ("Burst", "10000")));
        settings.AddTenant(Streams, "Estimated", Limit("Concurrency", 5));
        settings.AddTenant(Everything, "Strict",
            Limit("Requests", 600, ("Period", "00:01:00"), ("Burst", "30")),
            Limit("Tokens", 18_000, ("Period", "00:01:00"), ("Burst", "3000")),
            Limit("Concurrency", 6));
        settings.AddTenant(Daily, "Estimated", Limit("Requests", DailyAmount, ("Algorithm", "FixedWindow"), ("Every", "Day")));
        foreach (var probe in Probes) settings.AddTenant(probe, "Estimated", Limit("Concurrency", 50));
        foreach (var burst in Bursts) settings.AddTenant(burst, "Estimated", Limit("Requests", BurstAmount, ("Period", "01:00:00")));
        return settings;
    }
}

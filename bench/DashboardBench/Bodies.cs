using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Bench;

/// <summary>What the silo is configured with, and what the load sends. The keys are for loopback and for the length of a run.</summary>
internal static class Bodies
{
    /// <summary>So many tenants are configured, and call; all others are made while the silo runs.</summary>
    public const int Configured = 100;

    public const string AdminKey = "ora_bench_a-secret-that-is-long-enough-for-a-bench";

    public static string TenantKey(int number) => $"orc_t{number}_a-secret-that-is-long-enough-{number}";

    public static string Tenant(int number) => $"t{number}";

    public static async Task<int> Write(string file, int tenants)
    {
        var limits = new[] { new { Name = "requests", Unit = "Requests", Amount = 60_000_000, Period = "00:01:00" } };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new
        {
            Models = new Dictionary<string, object> { ["deepseek-flash"] = new { Upstream = "deepseek" } },
            Upstreams = new { deepseek = new { ApiKey = "none" } },
            Plans = new { open = new { Limits = limits } },
            Admin = new { Keys = new { bench = Hash(AdminKey) } },
            Tenants = Enumerable.Range(0, Math.Min(tenants, Configured)).ToDictionary(Tenant, number => new { Plan = "open", Keys = new Dictionary<string, string> { [Tenant(number)] = Hash(TenantKey(number)) } }),
        }));
        await File.WriteAllTextAsync(file + ".lua", $$"""
            local body = '{"model":"deepseek-flash","messages":[{"role":"user","content":"Tell me about the tides of the sea."}]}'
            local number = 0
            request = function()
              number = (number + 1) % {{Math.Min(tenants, Configured)}}
              return wrk.format("POST", "/v1/chat/completions", { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer orc_t" .. number .. "_a-secret-that-is-long-enough-" .. number }, body)
            end
            """);
        return 0;
    }

    private static string Hash(string key) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

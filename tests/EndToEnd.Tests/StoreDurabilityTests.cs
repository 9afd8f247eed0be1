using System.Net;
using System.Net.Sockets;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

/// <summary>What a silo makes of stores that may lose what they acknowledged, each of them a real one.</summary>
public sealed class StoreDurabilityTests : IAsyncLifetime
{
    private const int WrongConfiguration = 78;
    private const string Strict = "Strict";

    private readonly HttpClient _http = new();
    private SimulatedUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await SimulatedUpstream.Start();

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("appendfsync", "everysec", "may lose the last second of what it acknowledged")]
    [InlineData("appendfsync", "no", "may lose anything that it acknowledged")]
    [InlineData("appendonly", "no", "may lose anything that it acknowledged")]
    [InlineData("no-appendfsync-on-rewrite", "yes", "may lose anything that it acknowledged")]
    public async Task A_store_that_may_lose_is_warned_of_and_the_silo_is_degraded(string name, string value, string verdict)
    {
        await using var redis = await RedisServer.Start((name, value));
        await using var silo = await Silo(redis).Start();

        await AssertDegraded(silo, verdict, $"{name} is {value}: ");
    }

    [Fact]
    public async Task A_store_that_evicts_is_warned_of()
    {
        await using var redis = await RedisServer.Start(("maxmemory", "1gb"), ("maxmemory-policy", "allkeys-lru"));
        await using var silo = await Silo(redis).Start();

        await AssertDegraded(silo, "may lose anything that it acknowledged", "maxmemory-policy is allkeys-lru: at a maxmemory of 1073741824 bytes ");
    }

    [Fact]
    public async Task A_store_that_refuses_CONFIG_is_unknown_and_a_Strict_plan_does_not_start_on_it()
    {
        await using var redis = await RedisServer.Start(("user", "default on nopass ~* &* +@all -config"));
        await using var silo = await Silo(redis).Start();
        await using var strict = Silo(redis, mode: Strict);

        await AssertDegraded(silo, "is not known to keep what it acknowledges", "appendfsync is not told by the store");
        await AssertRefused(strict.Launch(), "Configuration: Orchestrator:Redis: appendfsync is not told by the store");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(Strict, null)]
    [InlineData(Strict, "Require")]
    public async Task A_store_that_keeps_is_healthy_and_silent(string? mode, string? policy)
    {
        await using var redis = await RedisServer.Start();
        await using var silo = await Silo(redis, mode, policy).Start();

        await AssertSilent(silo);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(Strict, null)]
    [InlineData(Strict, "Require")]
    public async Task The_embedded_store_is_healthy_and_silent(string? mode, string? policy)
    {
        await using var silo = await Silo(redis: null, mode, policy).Start();

        await AssertSilent(silo);
    }

    [Theory]
    [InlineData(Strict, null, "Plans:wide:Mode 'Strict'")]
    [InlineData(Strict, "Warn", "Plans:wide:Mode 'Strict'")]
    [InlineData(null, "Require", "the value Require")]
    public async Task Who_asks_for_a_store_that_keeps_does_not_start_on_another_and_says_why(string? mode, string? policy, string who)
    {
        await using var redis = await RedisServer.Start(("appendfsync", "everysec"));
        await using var silo = Silo(redis, mode, policy);

        await AssertRefused(silo.Launch(),
            "Configuration: Orchestrator:Redis: appendfsync is everysec: a crash of the store loses up to a second of what it acknowledged; set it to always.",
            $"Configuration: Orchestrator:StoreDurability: {who} expects a store that keeps all that it acknowledges");
    }

    [Fact]
    public async Task A_Strict_plan_starts_on_any_store_where_that_is_accepted_and_the_silo_is_degraded()
    {
        await using var redis = await RedisServer.Start(("appendfsync", "everysec"));
        await using var silo = await Silo(redis, Strict, "Accept").Start();

        await AssertDegraded(silo, "may lose the last second of what it acknowledged", "appendfsync is everysec: ");
    }

    [Fact]
    public async Task A_store_that_comes_back_with_other_settings_costs_a_Strict_silo_its_readiness_until_it_keeps_again()
    {
        await using var redis = await RedisServer.Start();
        await using var silo = await Silo(redis, Strict).Start();
        await AssertSilent(silo);

        await redis.Restart(("appendfsync", "everysec"));
        await silo.Process.Ready(async () => (await Health(silo)).Body.Contains("appendfsync is everysec", StringComparison.Ordinal));

        var (status, body) = await Health(silo);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith("Unhealthy\nstore-durability: The store may lose the last second of what it acknowledged: ", body, StringComparison.Ordinal);
        Assert.Contains(Lines(silo.Process), line => line.Contains("appendfsync is everysec", StringComparison.Ordinal) && line.Contains("\"@l\":\"Error\"", StringComparison.Ordinal));
        Assert.Equal("0", await Durable(silo));

        await redis.Restart();
        await silo.Process.Ready(async () => (await Health(silo)).Body == "Healthy");
        Assert.False(silo.Process.HasExited);
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_not_taken_for_one_that_loses()
    {
        await using var silo = new SiloProcess(_upstream.Address, $"127.0.0.1:{Ports.Free()}", Settings(Strict, policy: null));

        var exit = await silo.Launch().Exited();

        Assert.NotEqual(0, exit);
        Assert.NotEqual(WrongConfiguration, exit);
        Assert.Contains("RedisConnectionException", silo.Process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("appendfsync", silo.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_comes_late_is_asked_when_it_is_there()
    {
        await using var redis = await RedisServer.Start();
        await redis.Kill();
        using var knocked = new TcpListener(IPAddress.Loopback, redis.Port);
        knocked.Start();
        await using var silo = Silo(redis, Strict);

        var process = silo.Launch();
        (await knocked.AcceptTcpClientAsync()).Dispose();
        knocked.Stop();
        await redis.Restart(("appendfsync", "everysec"));

        await AssertRefused(process, "Configuration: Orchestrator:Redis: appendfsync is everysec");
    }

    private SiloProcess Silo(RedisServer? redis, string? mode = null, string? policy = null) =>
        new(_upstream.Address, redis?.Address, Settings(mode, policy));

    private static Dictionary<string, string?> Settings(string? mode, string? policy) => new()
    {
        [$"Plans__{TestTenants.Wide}__Mode"] = mode,
        ["Orchestrator__StoreDurability"] = policy,
    };

    private async Task AssertDegraded(SiloProcess silo, string verdict, string finding)
    {
        var (status, body) = await Health(silo);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith($"Degraded\nstore-durability: The store {verdict}: {finding}", body, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", body, StringComparison.Ordinal);
        var warning = Assert.Single(Lines(silo.Process), line => line.Contains(finding, StringComparison.Ordinal));
        Assert.Contains("\"@l\":\"Warning\"", warning, StringComparison.Ordinal);
        Assert.Equal("0", await Durable(silo));
    }

    private async Task AssertSilent(SiloProcess silo)
    {
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await Health(silo));
        Assert.DoesNotContain(Lines(silo.Process), line => line.Contains("The store ", StringComparison.Ordinal));
        Assert.Equal("1", await Durable(silo));
    }

    private static async Task AssertRefused(ServerProcess silo, params string[] lines)
    {
        Assert.Equal(WrongConfiguration, await silo.Exited());
        foreach (var expected in lines) Assert.Contains(Lines(silo), line => line.StartsWith(expected, StringComparison.Ordinal));
    }

    private async Task<(HttpStatusCode Status, string Body)> Health(SiloProcess silo)
    {
        using var answer = await _http.GetAsync($"{silo.Address}/health/ready");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The value of the gauge, without its labels and the moment it was read at.</summary>
    private async Task<string> Durable(SiloProcess silo)
    {
        using var admin = new Api(silo.Address, key: TestTenants.Admin);
        using var answer = await admin.Get("/metrics");
        var metrics = (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Split('\n');
        var gauge = Assert.Single(metrics, line => line.StartsWith("orchestrator_store_durable", StringComparison.Ordinal));
        return gauge[(gauge.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0];
    }

    private static string[] Lines(ServerProcess process) => process.Output.Split('\n');
}

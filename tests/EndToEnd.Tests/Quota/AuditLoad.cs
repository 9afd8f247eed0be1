using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Orchestrator.Tests.Processes;

namespace Orchestrator.Tests.Quota;

/// <summary>Clients that go on asking, whatever happens: at each door and for each tenant a few, one request at a time each.</summary>
internal sealed class AuditLoad(AuditCluster cluster, Stopwatch clock, CancellationToken end)
{
    /// <summary>Four at each of three doors.</summary>
    public const int ClientsOfATenant = 12;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(8);

    /// <summary>What the probes saw.</summary>
    public ConcurrentBag<Probe> Probes { get; } = [];

    public Task Run()
    {
        var clients = new List<Task>();
        for (var door = 0; door < cluster.Silos.Length; door++)
        {
            foreach (var tenant in AuditTenants.Loaded) clients.AddRange(Enumerable.Range(0, ClientsOfATenant / cluster.Silos.Length).Select(_ => Ask(tenant, door)));
            clients.Add(Ask(AuditTenants.Daily, door));
            foreach (var tenant in AuditTenants.Probes) clients.Add(Ask(tenant, door, isProbe: true));
        }

        return Task.WhenAll(clients);
    }

    private async Task Ask(string tenant, int door, bool isProbe = false)
    {
        using var api = new Api(cluster.Silos[door].Address, tenant);
        using var pace = new PeriodicTimer(s_pause);
        while (!end.IsCancellationRequested)
        {
            var start = clock.Elapsed;
            var status = await Ask(api, tenant);
            if (isProbe) Probes.Add(new Probe(tenant, door, start, clock.Elapsed, status));
            if (isProbe || tenant == AuditTenants.Daily || status is not HttpStatusCode.OK) await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private static async Task<HttpStatusCode?> Ask(Api api, string tenant)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            using var answer = await api.Post("/v1/chat/completions", Api.Chat($"Audit of {tenant}.", extra: ",\"max_tokens\":40"), patience.Token);
            await answer.Content.ReadAsStringAsync(patience.Token);
            return answer.StatusCode;
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>One request of a probe: when it began and ended, and its status, or none where the door was gone.</summary>
internal sealed record Probe(string Tenant, int Door, TimeSpan Start, TimeSpan End, HttpStatusCode? Status);

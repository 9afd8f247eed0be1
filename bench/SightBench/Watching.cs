using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Sight;
using Orchestrator.Telemetry;
using Orchestrator.Usage;
using Orleans.Hosting;

namespace Orchestrator.Bench;

/// <summary>Writes walks down on one thread and on all, in a silo that keeps ledgers in memory, and looks at it.</summary>
internal static class Watching
{
    private const int Tenants = 100;

    private static readonly WalkStep[] s_steps = Enum.GetValues<WalkStep>();
    private static readonly ModelName s_model = new("model");
    private static readonly TenantId[] s_tenants = [.. Enumerable.Range(0, Tenants).Select(tenant => new TenantId($"tenant-{tenant}"))];

    public static async Task<int> Measure(TimeSpan time)
    {
        using var silo = await Start();
        var unwatched = new RequestWalks([], TimeProvider.System, NullLogger<RequestWalks>.Instance);
        var watched = silo.Services.GetRequiredService<RequestWalks>();
        var sight = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<ISightGrain>(0);
        foreach (var threads in new[] { 1, Environment.ProcessorCount })
        {
            var (ids, alone, _) = await Run(null, threads, time);
            Write($"an id and nothing else, {threads} threads: {alone.TotalNanoseconds * threads / ids:N0} ns of a thread");
            foreach (var (name, walks) in new[] { ("without witnesses", unwatched), ("with ledger and sight", watched) })
            {
                await Run(walks, threads, TimeSpan.FromSeconds(1));
                var (count, elapsed, bytes) = await Run(walks, threads, time);
                Write($"{name}, {threads} threads: {elapsed.TotalNanoseconds * threads / count:N0} ns of a thread and {bytes / count:N0} bytes a request");
            }
        }

        await LookFor(time, "overview", async () => await sight.Overview());
        await LookFor(time, "page of requests", async () => await sight.Requests(new TrailQuery()));
        await silo.StopAsync();
        return 0;
    }

    private static async Task<(long Count, TimeSpan Elapsed, long Bytes)> Run(RequestWalks? walks, int threads, TimeSpan time)
    {
        long count = 0;
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                long own = 0;
                for (; clock.Elapsed < time; own++) Walk(walks, s_tenants[(own + thread) % Tenants]);
                Interlocked.Add(ref count, own);
            },
            TaskCreationOptions.LongRunning)));
        return (count, clock.Elapsed, GC.GetTotalAllocatedBytes(precise: true) - bytes);
    }

    private static void Walk(RequestWalks? walks, TenantId tenant)
    {
        var id = RequestId.Create();
        if (walks is null) return;
        var walk = walks.Enter(id, tenant, "key", s_model, null);
        foreach (var step in s_steps) walks.Mark(walk.Id, step);
        walks.Charge(walk.Id, new TokenUsage(100, 50, 20, 10), 1_000);
        walk.Completed(null);
        walks.Leave(walk);
    }

    private static async Task LookFor(TimeSpan time, string what, Func<Task> look)
    {
        long looks = 0;
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        for (; clock.Elapsed < time; looks++) await look();
        var used = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Write($"{what}: {clock.Elapsed.TotalMicroseconds / looks:N0} us, {used.TotalMicroseconds / looks:N0} us of processor, each of {looks:N0}");
    }

    private static async Task<IHost> Start()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // Every look is to be a real one.
        builder.Configuration.AddInMemoryCollection([new("Sight:OverviewAge", "00:00:00")]);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<RequestWalks>().AddUsage(builder.Configuration).AddSight(builder.Configuration);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorageAsDefault());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

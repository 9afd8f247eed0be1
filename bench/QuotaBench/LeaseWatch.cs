using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Quota;
using Orleans.Configuration;
using StackExchange.Redis;

namespace Orchestrator.Bench;

/// <summary>Asks a running cluster ten times a second who holds leases of a tenant's first request limit, and draws the answers over time.</summary>
internal static class LeaseWatch
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    public static async Task<int> Draw(string redis, string tenant, TimeSpan time, string picture)
    {
        using var client = await Connect(redis);
        var grain = client.Services.GetRequiredService<IClusterClient>().GetGrain<IQuotaGrain>(tenant);
        var samples = new List<LeaseSample>();
        using var timer = new PeriodicTimer(s_interval);
        var start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) is var at && at < time && await timer.WaitForNextTickAsync())
            samples.Add(await Sample(grain, at));

        await File.WriteAllTextAsync(picture, LeasePicture.Of(samples, time));
        Console.WriteLine($"{samples.Count} samples, {samples.Count(sample => sample.Leases.IsDefault)} without an answer, drawn to {picture}");
        await client.StopAsync();
        return 0;
    }

    /// <summary>One look; without leases where the authority did not answer, as while it is taken over.</summary>
    private static async Task<LeaseSample> Sample(IQuotaGrain grain, TimeSpan at)
    {
        try
        {
            var description = await grain.Describe().WaitAsync(s_interval * 5);
            var limit = description.Levels.First(level => level.Unit is QuotaUnit.Requests);
            return new LeaseSample(at, limit.Amount, limit.Remaining, [.. description.Leases.Where(lease => lease.Limit.Limit == limit.Name)]);
        }
        catch (Exception silent) when (silent is TimeoutException or OrleansException)
        {
            return new LeaseSample(at, 0, 0, default);
        }
    }

    private static async Task<IHost> Connect(string redis)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("orchestrator", "orchestrator"))
            .UseRedisClustering(clustering => clustering.ConfigurationOptions = ConfigurationOptions.Parse(redis)));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}

/// <summary>Who held what at one moment.</summary>
internal sealed record LeaseSample(TimeSpan At, long Amount, long Remaining, ImmutableArray<LeaseDescription> Leases);

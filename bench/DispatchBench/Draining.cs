using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Dispatch;
using Orleans.Configuration;

namespace Orchestrator.Bench;

/// <summary>How long after an operator drained a target its last new call arrived there, at all silos under load.</summary>
internal static class Draining
{
    private const string Drained = "deepseek/deepseek-v4-pro";
    private const int Rounds = 5;

    public static async Task<int> Measure(string[] doors, Provider provider, string redis)
    {
        using var host = Host.CreateDefaultBuilder().ConfigureLogging(logging => logging.ClearProviders()).UseOrleansClient(client => client
            .Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = ("orchestrator", "orchestrator"))
            .UseRedisClustering(redis)).Build();
        await host.StartAsync();
        var upstream = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IUpstreamGrain>("deepseek");
        await provider.Behave("latency=20; tokens=5");
        await using var load = new Load(doors).Arrivals("wide", 300);
        await load.Measure(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1));

        for (var round = 1; round <= Rounds; round++)
        {
            var before = await provider.Count();
            await Task.Delay(TimeSpan.FromSeconds(1));
            var ordered = TimeProvider.System.GetUtcNow();
            await upstream.Drain(Drained, true);
            await Task.Delay(TimeSpan.FromSeconds(3));
            var calls = await provider.Journal(before.Calls);
            await upstream.Drain(Drained, false);
            await Task.Delay(TimeSpan.FromSeconds(2));

            var there = calls.Where(call => call.GetProperty("model").GetString() == "deepseek-v4-pro").Select(At).ToList();
            Figures.Say($"round {round}: {there.Count(at => at < ordered)} calls to it before; the last {(there.Max() - ordered).TotalMilliseconds:F0} ms after the order; {calls.Count(call => At(call) > ordered.AddSeconds(1))} calls elsewhere from a second after on");
        }

        var failed = (await load.Measure(TimeSpan.Zero, TimeSpan.FromSeconds(1))).Count(sample => sample.Status is not System.Net.HttpStatusCode.OK);
        Figures.Say($"failed in the last second: {failed}");
        return 0;
    }

    private static DateTimeOffset At(JsonElement call) => call.GetProperty("arrivedAt").GetDateTimeOffset();
}

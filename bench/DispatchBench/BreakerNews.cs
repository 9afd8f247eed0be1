using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Bench;

/// <summary>How long after a breaker opened at the first silo the others let no call through, how many calls they sent meanwhile, and how many probes pass when it is half-open.</summary>
internal static class BreakerNews
{
    private const int Rounds = 5;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static async Task<int> Measure(string[] doors, Provider provider)
    {
        var silos = doors.Select(door => new HttpClient { BaseAddress = new Uri(door) }).ToArray();
        await provider.Behave("latency=20; tokens=5");
        foreach (var silo in silos) for (var i = 0; i < 5; i++) await Ask(silo);

        for (var round = 1; round <= Rounds; round++)
        {
            await provider.Behave("status=503");
            var sent = 1;
            while (await Ask(silos[0]) is not "upstream_unavailable") sent++;
            var opened = Stopwatch.GetTimestamp();
            var before = await provider.Count();
            var heard = await Task.WhenAll(silos[1..].Select(silo => UntilClosedOff(silo, opened)));
            var after = await provider.Count();

            await provider.Behave("latency=2000; tokens=5");
            var probes = await Probes(silos, provider);
            await provider.Behave("latency=20; tokens=5");
            foreach (var silo in silos) await UntilAnswered(silo);
            Figures.Say($"round {round}: open after {sent} calls; the others followed after {string.Join(" and ", heard.Select(time => $"{time.TotalMilliseconds:F0} ms"))}, {after.Calls - before.Calls} calls sent meanwhile; half-open at {silos.Length} silos, {probes} probes under way at most");
        }

        foreach (var silo in silos) silo.Dispose();
        return 0;
    }

    private static async Task<TimeSpan> UntilClosedOff(HttpClient silo, long opened)
    {
        while (await Ask(silo) is not "upstream_unavailable")
        {
            if (Stopwatch.GetElapsedTime(opened) > s_patience) throw new TimeoutException("A silo did not hear of the open breaker.");
            // Slowly, so that its own failures are too few to open it.
            await Task.Delay(100);
        }

        return Stopwatch.GetElapsedTime(opened);
    }

    /// <summary>Floods all silos until the first probe is answered: until then nobody has said that the upstream is well, so all that the provider saw are probes.</summary>
    private static async Task<long> Probes(HttpClient[] silos, Provider provider)
    {
        var before = await provider.Count();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var floods = silos.SelectMany(silo => Enumerable.Range(0, 8).Select(_ => Flood(silo, answered))).ToArray();
        await answered.Task.WaitAsync(s_patience);
        var calls = await provider.Journal(before.Calls);
        var first = calls.Where(call => call.GetProperty("state").GetString() is "completed").Min(call => call.GetProperty("endedAt").GetDateTimeOffset());
        await Task.WhenAll(floods);
        return calls.Count(call => call.GetProperty("arrivedAt").GetDateTimeOffset() < first);
    }

    private static async Task Flood(HttpClient silo, TaskCompletionSource answered)
    {
        while (!answered.Task.IsCompleted)
        {
            if (await Ask(silo) is "") answered.TrySetResult();
            else await Task.Delay(20);
        }
    }

    private static async Task UntilAnswered(HttpClient silo)
    {
        var began = Stopwatch.GetTimestamp();
        while (await Ask(silo) is not "")
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience) throw new TimeoutException("A breaker did not close.");
            await Task.Delay(50);
        }
    }

    /// <summary>The code of the error; empty where there was none.</summary>
    private static async Task<string> Ask(HttpClient silo)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent("""{"model":"deepseek-flash","messages":[{"role":"user","content":"Hi"}],"max_tokens":20}""", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Load.KeyOf("wide"));
        using var answer = await silo.SendAsync(request);
        if (answer.IsSuccessStatusCode) return "";
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetProperty("code").GetString() ?? "?";
    }
}

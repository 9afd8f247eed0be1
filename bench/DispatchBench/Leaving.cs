using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace Orchestrator.Bench;

/// <summary>How long after a client left its call at the provider was aborted, and that one which still waits in the queue is never made.</summary>
internal static class Leaving
{
    private const int Rounds = 100;

    public static async Task<int> Measure(string[] doors, Provider provider)
    {
        // The last door is the API in a process of its own.
        foreach (var (name, door) in ((string, string)[])[("in one process", doors[0]), ("through ClientApi", doors[^1])])
        {
            using var http = new HttpClient(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = new Uri(door) };
            foreach (var stream in (bool[])[false, true])
            {
                await provider.Behave(stream ? "tokens=100000; tps=50" : "latency=60000");
                var took = new List<double>();
                for (var round = 0; round < Rounds; round++) took.Add(await Leave(http, provider, stream));
                took = [.. took.Skip(5).Order()];
                Figures.Say($"{name}, {(stream ? "streamed" : "plain")}: aborted after p50 {took[took.Count / 2]:F0} ms, p99 {took[took.Count * 99 / 100]:F0} ms, at most {took[^1]:F0} ms");
            }

            await Queued(name, http, provider);
        }

        return 0;
    }

    private static async Task<double> Leave(HttpClient http, Provider provider, bool stream)
    {
        var number = (await provider.Count()).Calls + 1;
        using var client = new CancellationTokenSource();
        using var request = Request("wide", stream);
        var call = http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, client.Token);
        await provider.Arrival(number);
        var body = stream ? await (await call).Content.ReadAsStreamAsync() : null;
        if (body is not null) await body.ReadExactlyAsync(new byte[20]);

        var end = provider.End(number);
        var left = Stopwatch.GetTimestamp();
        await client.CancelAsync();
        if (body is not null) await body.DisposeAsync();
        if (await end is not ("aborted" or "Aborted")) throw new InvalidOperationException("The provider's call was not aborted.");
        var took = Stopwatch.GetElapsedTime(left).TotalMilliseconds;
        await call.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        return took;
    }

    /// <summary>The upstream has fewer places than there are callers: those who leave while they wait must not be called for, and those who stay must be answered.</summary>
    private static async Task Queued(string name, HttpClient http, Provider provider)
    {
        await provider.Behave("latency=1000; tokens=5");
        var before = await provider.Count();
        using var client = new CancellationTokenSource();
        var stay = Enumerable.Range(0, 60).Select(_ => http.SendAsync(Request("wide", false))).ToList();
        await Task.Delay(200);
        var leave = Enumerable.Range(0, 60).Select(_ => http.SendAsync(Request("wide", false), client.Token)).ToList();
        await Task.Delay(100);
        await client.CancelAsync();
        foreach (var call in leave) await call.ContinueWith(ended => ended.Exception, TaskScheduler.Default);
        var answered = (await Task.WhenAll(stay)).Count(answer => answer.IsSuccessStatusCode);
        var calls = (await provider.Count()).Calls - before.Calls;
        Figures.Say($"{name}, in the queue: 60 left while they waited behind 60 that stayed; {answered} were answered, the provider was called {calls} times");
    }

    private static HttpRequestMessage Request(string tenant, bool stream) => new(HttpMethod.Post, "/v1/chat/completions")
    {
        Content = new StringContent($$"""{"model":"deepseek-flash","messages":[{"role":"user","content":"I shall leave"}]{{(stream ? ",\"stream\":true" : "")}}}""", Encoding.UTF8, "application/json"),
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Load.KeyOf(tenant)) },
    };
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Orchestrator.Bench;

/// <summary>What became of one request.</summary>
/// <param name="SentAt">Since the load began.</param>
internal readonly record struct Sample(string Tenant, TimeSpan SentAt, TimeSpan Took, HttpStatusCode Status, bool HasRetryAfter);

/// <summary>Sends chats to the doors in turn, as callers that wait for each answer or at a pace that waits for none, and writes down what became of each.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const string Body = """{"model":"deepseek-flash","messages":[{"role":"user","content":"How long is the river?"}],"max_tokens":20}""";

    private readonly HttpClient[] _doors;
    private readonly ConcurrentQueue<Sample> _samples = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _running = [];
    private readonly Random _random = new(1);
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _next;
    private int _underWay;

    public Load(IReadOnlyList<string> doors) =>
        _doors = [.. doors.Select(door => new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2) }) { BaseAddress = new Uri(door), Timeout = TimeSpan.FromMinutes(1) })];

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>Requests that wait for their answer.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public static string KeyOf(string tenant) => $"orc_{tenant}_a-secret-that-is-long-enough-0123";

    /// <summary>Adds callers that send, wait for the answer, stay away as long as they are told, think for about so long, and send again.</summary>
    public Load Callers(string tenant, int count, TimeSpan think = default)
    {
        for (var i = 0; i < count; i++) _running.Add(Task.Run(() => Call(tenant, think)));
        return this;
    }

    /// <summary>Adds arrivals at random moments, so many a second on average, that wait for nobody: an open loop.</summary>
    public Load Arrivals(string tenant, double perSecond)
    {
        _running.Add(Task.Run(() => Arrive(tenant, perSecond)));
        return this;
    }

    /// <summary>Waits so long, and answers what was sent within the time after that.</summary>
    public async Task<List<Sample>> Measure(TimeSpan settle, TimeSpan time)
    {
        await Task.Delay(settle);
        var from = Elapsed;
        await Task.Delay(time);
        var to = Elapsed;
        return [.. _samples.Where(sample => sample.SentAt + sample.Took >= from && sample.SentAt + sample.Took < to)];
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(TimeSpan.FromSeconds(30));
        foreach (var door in _doors) door.Dispose();
        _end.Dispose();
    }

    private async Task Call(string tenant, TimeSpan think)
    {
        while (!_end.IsCancellationRequested)
        {
            if (think > TimeSpan.Zero) await Task.Delay(think * Wait());
            if (await Send(tenant) is { } later) await Task.Delay(later);
        }
    }

    private async Task Arrive(string tenant, double perSecond)
    {
        var due = Elapsed;
        while (!_end.IsCancellationRequested)
        {
            due += TimeSpan.FromSeconds(Wait() / perSecond);
            if (due - Elapsed > TimeSpan.FromMilliseconds(1)) await Task.Delay(due - Elapsed);
            _ = Send(tenant);
        }
    }

    /// <summary>A wait of a memoryless process, 1 on average.</summary>
    private double Wait()
    {
        lock (_random) return -Math.Log(1 - _random.NextDouble());
    }

    /// <summary>Answers for how long it was told to stay away.</summary>
    private async Task<TimeSpan?> Send(string tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", KeyOf(tenant));
        var door = _doors[(Interlocked.Increment(ref _next) & int.MaxValue) % _doors.Length];
        var at = Elapsed;
        Interlocked.Increment(ref _underWay);
        try
        {
            using var answer = await door.SendAsync(request, CancellationToken.None);
            _samples.Enqueue(new Sample(tenant, at, Elapsed - at, answer.StatusCode, answer.Headers.RetryAfter is not null));
            return answer.Headers.RetryAfter?.Delta;
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            _samples.Enqueue(new Sample(tenant, at, Elapsed - at, default, false));
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}

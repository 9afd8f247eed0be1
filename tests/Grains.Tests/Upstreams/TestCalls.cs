using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;

namespace Orchestrator.Tests.Upstreams;

/// <summary>Calls as a worker makes them, over options that a test may change.</summary>
internal sealed class TestCalls : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CallRunner _runner;

    public TestCalls(UpstreamsOptions options, IAdmission? admission = null, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var meter = new OrchestratorMeter(_services.GetRequiredService<IMeterFactory>());
        var random = new Random(1);
        Directory = new UpstreamDirectory(new Fixed(options), [], clock, random, meter, NullLoggerFactory.Instance);
        Board = new TargetBoard(Directory, "here");
        _runner = new CallRunner(admission ?? new OpenAdmission(), clock, random, meter, NullLogger<CallRunner>.Instance);
    }

    public UpstreamDirectory Directory { get; }

    public TargetBoard Board { get; }

    /// <summary>An upstream with short deadlines, and with a breaker out of the way where it is not to break.</summary>
    public static UpstreamOptions Options(Uri address, int retries = 3, bool breaks = true) => new()
    {
        BaseUrl = address,
        ApiKey = "key",
        IdleTimeout = TimeSpan.FromMilliseconds(1000),
        FirstTokenTimeout = TimeSpan.FromMilliseconds(1500),
        TotalTimeout = TimeSpan.FromSeconds(4),
        Retry = new RetryOptions { Base = TimeSpan.FromMilliseconds(1), Most = retries },
        Breaker = breaks ? new BreakerOptions() : new BreakerOptions { FewestCalls = 10_000, ConsecutiveFailures = 10_000 },
    };

    public Task<UpstreamOutcome> Complete(Prompt prompt, IChunkSink? sink = null, DateTimeOffset? deadline = null, CancellationToken client = default)
    {
        if (!Directory.TryFind(prompt.Model, out var routes)) throw new InvalidOperationException($"No routes for {prompt.Model}.");
        return _runner.Complete(routes, new UpstreamCall(prompt, routes.Model, KeepMessage: true) { Deadline = deadline }, sink, client);
    }

    public void Dispose()
    {
        Directory.Dispose();
        _services.Dispose();
    }

    private sealed class Fixed(UpstreamsOptions options) : IOptionsFactory<UpstreamsOptions>
    {
        public UpstreamsOptions Create(string name) => options;
    }
}

using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class AttemptTests
{
    private readonly UpstreamOptions _options = TestCalls.Options(new Uri("http://127.0.0.1:1"));

    [Fact]
    public async Task A_connection_that_is_not_made_in_time_carried_nothing_and_may_be_tried_again()
    {
        using var attempt = Attempt(new TaskCanceledException("connect", new TimeoutException()));

        await attempt.Begin(Call(), stream: false);

        var failed = Assert.IsType<UpstreamOutcome.Failed>(attempt.End);
        Assert.Equal((UpstreamFailureKind.Unreachable, true), (failed.Failure.Kind, attempt.Repeatable));
        Assert.Null(failed.ObservedTokens);
    }

    [Fact]
    public async Task A_connection_that_broke_while_the_answer_was_due_may_have_been_paid_for_and_is_not_tried_again()
    {
        using var attempt = Attempt(new HttpRequestException(HttpRequestError.ResponseEnded));

        await attempt.Begin(Call(), stream: true);

        Assert.Equal(UpstreamFailureKind.Unreachable, Assert.IsType<UpstreamOutcome.Failed>(attempt.End).Failure.Kind);
        Assert.False(attempt.Repeatable);
    }

    [Theory]
    [InlineData("Your current concurrency is 26, which exceeds your concurrency limit of 25 based on your remaining balance.", 25)]
    [InlineData("Rate limit reached for TPM", null)]
    [InlineData("concurrency limit of 0", null)]
    [InlineData("concurrency limit of 99999999999", 999_999_999)]
    public void The_number_in_a_refusal_is_the_upstreams_ceiling(string message, int? ceiling)
    {
        // A number too long to be one is read up to its ninth digit, far above any ceiling that is configured.
        Assert.Equal(ceiling, NamedCeiling.In(message));
    }

    private Attempt Attempt(Exception exception)
    {
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meter = new OrchestratorMeter(services.GetRequiredService<IMeterFactory>());
        var target = new Target("test", "model", _options.Breaker, TimeProvider.System, new Random(1), meter);
        var wire = new ChatWire("test", _options, new HttpMessageInvoker(new Throwing(exception)), TimeProvider.System, meter, NullLogger<ChatWire>.Instance);
        return new Attempt(
            new Destination(target, wire, "model", 1, null), target.TryEnter(null)!.Value, new NoPlace(), new Deadlines(_options, stream: true, TimeProvider.System, CancellationToken.None),
            TimeProvider.System, meter);
    }

    private static UpstreamCall Call() => new(
        new Prompt { Model = new ModelName("model"), Messages = [new Message("user", Encoding.UTF8.GetBytes("""{"role":"user","content":"x"}"""))] }, "model", KeepMessage: false);

    private sealed class Throwing(Exception exception) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromException<HttpResponseMessage>(exception);
    }

    private sealed class NoPlace : IPlace
    {
        public void FirstToken(TimeSpan elapsed) { }

        public void Limited(int? ceiling) { }

        public void Completed(long tokens) { }

        public void Failed() { }

        public void Dispose() { }
    }
}

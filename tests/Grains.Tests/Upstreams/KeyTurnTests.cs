using System.Text;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Simulator;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

/// <summary>Calls with several keys of one provider; the Simulator refuses accounts as it is told.</summary>
public sealed class KeyTurnTests : IAsyncLifetime
{
    private readonly SimulatorApplication _simulator = SimulatorApplication.Create(new SimulatorOptions());
    private readonly FakeTimeProvider _clock = new();

    public async ValueTask InitializeAsync() => await _simulator.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    public async Task A_refused_key_is_set_aside_unseen_and_tried_again_after_its_rest(int status)
    {
        using var calls = Upstream("good", "bad");
        _simulator.Behaviours.Put($"status={status}", account: "bad");

        for (var i = 0; i < 4; i++) Assert.IsType<UpstreamOutcome.Completed>(await Complete(calls));
        Assert.Equal(5, _simulator.Journal.LastNumber);

        _simulator.Behaviours.Clear();
        _clock.Advance(TimeSpan.FromMinutes(5));
        for (var i = 0; i < 2; i++) Assert.IsType<UpstreamOutcome.Completed>(await Complete(calls));
        Assert.Equal(2, _simulator.Journal.Read(5).Select(entry => entry.Account).Distinct().Count());
    }

    [Fact]
    public async Task When_every_key_is_refused_the_account_is_at_fault()
    {
        using var calls = Upstream("one", "two");
        _simulator.Behaviours.Put("status=402");

        var failed = Assert.IsType<UpstreamOutcome.Failed>(await Complete(calls));

        Assert.Equal(UpstreamFailureKind.Account, failed.Failure.Kind);
        Assert.Equal(2, _simulator.Journal.LastNumber);
    }

    private static Task<UpstreamOutcome> Complete(TestCalls calls) => calls.Complete(new Prompt
    {
        Model = new ModelName("deepseek-flash"),
        Messages = [new Message("user", Encoding.UTF8.GetBytes("""{"role":"user","content":"Hello"}"""))],
    });

    private TestCalls Upstream(params string[] keys)
    {
        var options = new UpstreamOptions { BaseUrl = _simulator.Address, ApiKeys = keys.ToDictionary(key => $"id-{key}") };
        return new TestCalls(new UpstreamsOptions { Upstreams = { ["test"] = options }, Models = { ["deepseek-flash"] = new ModelOptions { Upstream = "test" } } }, time: _clock);
    }
}

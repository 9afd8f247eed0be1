using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Dispatch;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Dispatch;

public sealed class UpstreamDeskTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<UpstreamStatement> _said = [];
    private int _share = 1;

    [Fact]
    public async Task A_place_that_is_given_back_goes_to_who_waits()
    {
        var desk = Desk();
        var first = await Place(desk, "a");
        var second = desk.Enter(FairQueueTests.Entrant("b", 10), TestContext.Current.CancellationToken).AsTask();
        await desk.Rest();
        Assert.False(second.IsCompleted);

        first.Dispose();
        first.Dispose();

        Assert.IsType<Admission.Admitted>(await second);
    }

    [Fact]
    public async Task Who_stops_waiting_leaves_at_once_and_takes_no_place()
    {
        var desk = Desk();
        var first = await Place(desk, "a");
        using var client = new CancellationTokenSource();
        var gone = desk.Enter(FairQueueTests.Entrant("b", 10), client.Token).AsTask();

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        first.Dispose();
        Assert.IsType<Admission.Admitted>(await desk.Enter(FairQueueTests.Entrant("c", 10), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task One_whose_turn_cannot_come_in_time_is_refused_at_once_and_told_when_it_may()
    {
        var desk = Desk();
        var taken = await Place(desk, "a");
        _clock.Advance(TimeSpan.FromSeconds(4));
        taken.Dispose();
        await Place(desk, "a");

        var answer = await desk.Enter(FairQueueTests.Entrant("b", 10) with { Left = TimeSpan.FromSeconds(2) }, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(4), Assert.IsType<Admission.Refused>(answer).RetryAfter);
    }

    [Fact]
    public async Task One_that_has_waited_its_time_is_sent_away()
    {
        var desk = Desk();
        await Place(desk, "a");
        var late = desk.Enter(FairQueueTests.Entrant("b", 10), TestContext.Current.CancellationToken).AsTask();

        _clock.Advance(new QueueOptions().LongestWait);
        desk.KeepHouse();

        Assert.Equal("Time", Assert.IsType<Admission.Refused>(await late).Reason);
    }

    [Fact]
    public async Task A_refusal_by_the_upstream_is_told_at_once_with_its_number()
    {
        _share = 10;
        var desk = Desk();
        desk.KeepHouse();
        await desk.Rest();
        var place = await Place(desk, "a");

        place.Limited(7);
        await desk.Rest();

        Assert.Equal((1, 7), (_said[^1].Refusals, _said[^1].NamedLimit));
    }

    [Fact]
    public async Task A_silo_that_stops_refuses_who_waits_and_who_comes()
    {
        var desk = Desk();
        var running = await Place(desk, "a");
        var waiting = desk.Enter(FairQueueTests.Entrant("b", 10), TestContext.Current.CancellationToken).AsTask();

        await desk.Close();

        Assert.IsType<Admission.Refused>(await waiting);
        Assert.IsType<Admission.Refused>(await desk.Enter(FairQueueTests.Entrant("c", 10), TestContext.Current.CancellationToken));
        running.Dispose();
    }

    [Fact]
    public async Task A_share_that_has_lapsed_falls_to_an_even_part_of_the_limit()
    {
        _share = 10;
        var desk = Desk();
        desk.KeepHouse();
        await desk.Rest();
        _clock.Advance(TimeSpan.FromSeconds(5));

        for (var i = 0; i < 4; i++) await Place(desk, "a");
        var fifth = desk.Enter(FairQueueTests.Entrant("b", 10), TestContext.Current.CancellationToken).AsTask();

        Assert.False(fifth.IsCompleted);
        await desk.Close();
        Assert.IsType<Admission.Refused>(await fifth);
    }

    [Fact]
    public async Task A_tenant_that_floods_a_full_upstream_is_refused_early_and_told_when_to_come_while_another_may_wait()
    {
        _share = 4;
        var desk = Desk();
        await Learn(desk, TimeSpan.FromSeconds(0.4));
        for (var i = 0; i < 4; i++) await Place(desk, "flood");
        var waiting = new List<Task<Admission>>();
        while (!waiting.Exists(call => call.IsCompleted)) waiting.Add(desk.Enter(FairQueueTests.Entrant("flood", 10), TestContext.Current.CancellationToken).AsTask());

        // Five seconds are fifty turns at four places: then it was refused, and since then two of its calls may wait.
        Assert.Equal(51, waiting.Count);
        Assert.True(Assert.IsType<Admission.Refused>(await waiting[^1]).RetryAfter >= TimeSpan.FromSeconds(5));
        Assert.IsType<Admission.Refused>(await desk.Enter(FairQueueTests.Entrant("flood", 10), TestContext.Current.CancellationToken));
        Assert.False(desk.Enter(FairQueueTests.Entrant("quiet", 10), TestContext.Current.CancellationToken).AsTask().IsCompleted);
    }

    /// <summary>Lets the desk see how long a call holds its place.</summary>
    private async Task Learn(UpstreamDesk desk, TimeSpan held)
    {
        var place = await Place(desk, "first");
        await desk.Rest();
        desk.KeepHouse();
        await desk.Rest();
        _clock.Advance(held);
        place.Dispose();
    }

    public void Dispose() => _services.Dispose();

    private static async Task<IPlace> Place(UpstreamDesk desk, string tenant) =>
        Assert.IsType<Admission.Admitted>(await desk.Enter(FairQueueTests.Entrant(tenant, 10), TestContext.Current.CancellationToken)).Place;

    /// <summary>A desk whose grain gives it the share and says that the limit is 12 and is shared by 3 silos.</summary>
    private UpstreamDesk Desk()
    {
        Task<UpstreamAnswer> Answer(UpstreamStatement statement)
        {
            _said.Add(statement);
            return Task.FromResult(new UpstreamAnswer { Number = _said.Count, Share = _share, Limit = 12, Silos = 3, Life = TimeSpan.FromSeconds(5) });
        }

        var meter = new OrchestratorMeter(_services.GetRequiredService<IMeterFactory>());
        return new UpstreamDesk("any", "silo", new QueueOptions(), Answer, null, _clock, meter, NullLogger.Instance);
    }
}

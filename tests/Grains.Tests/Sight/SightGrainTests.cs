using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Conversations;
using Orchestrator.Requests;
using Orchestrator.Telemetry;
using Orchestrator.Usage;
using Xunit;

namespace Orchestrator.Sight;

/// <summary>What can be seen of requests that two silos walked through the rooms.</summary>
public sealed class SightGrainTests : IAsyncLifetime
{
    private const string Canary = "canary-8c1f";

    private readonly HallCluster _hall = new(silos: 2, moreRooms: (services, configuration) => services.AddSight(configuration).AddUsage(configuration));

    private ISightGrain Sight => _hall.Silos.Client.GetGrain<ISightGrain>(0);

    public ValueTask InitializeAsync() => _hall.InitializeAsync();

    public ValueTask DisposeAsync() => _hall.DisposeAsync();

    [Fact]
    public async Task A_request_is_told_with_its_walk_and_what_it_used()
    {
        var guest = _hall.NewGuest();

        var answer = Guest.Answered(await guest.Ask("How are you?", new TurnPlace.Fresh()));

        var trail = Assert.Single((await Sight.Requests(new TrailQuery())).Trails);
        Assert.Equal((WalkEnd.Completed, "small", answer.Response), (trail.End, trail.Model, trail.Response));
        Assert.Equal(answer.Completion.Usage, trail.Tokens);
        Assert.Equal([WalkStep.Begun, WalkStep.Reserved, WalkStep.Called, WalkStep.Answered, WalkStep.Settled, WalkStep.Kept], trail.Steps.Select(step => step.Step));
    }

    [Fact]
    public async Task The_calls_that_were_sent_for_a_request_are_told_as_they_ended()
    {
        var guest = _hall.NewGuest();
        _hall.Upstream.Put("status=503; times=1");

        await guest.Ask("How are you?");
        Guest.Answered(await guest.Ask("Again?"));

        var trails = (await Sight.Requests(new TrailQuery())).Trails;
        Assert.Equal([("Answered", null), ("Failed", nameof(UpstreamFailureKind.Broken))], trails.SelectMany(trail => trail.Attempts).Select(attempt => (attempt.End, attempt.Failure)));
    }

    [Fact]
    public async Task A_refusal_names_its_limit_and_a_failure_its_kind()
    {
        var guest = _hall.NewGuest();
        _hall.Upstream.Put("status=503; times=1");
        await guest.Ask("How are you?");
        for (var request = 1; request < HallCluster.AmountOfRequests; request++) await guest.Ask("Again?");
        var refused = Assert.IsType<ChatOutcome.Refused>(await guest.Ask("Once more?"));

        var failure = Assert.Single((await Sight.Requests(new TrailQuery { End = WalkEnd.UpstreamFailed })).Trails);
        var refusal = Assert.Single((await Sight.Requests(new TrailQuery { End = WalkEnd.Refused })).Trails);

        Assert.Equal((nameof(UpstreamFailureKind.Broken), 503), (failure.Error, failure.Status));
        Assert.Equal(("requests", refused.Refusal.RetryAfter), (refusal.Limit, refusal.RetryAfter));
    }

    [Fact]
    public async Task The_silos_requests_are_one_list_and_one_overview()
    {
        var guest = _hall.NewGuest();
        foreach (var silo in new[] { 0, 1 }) Guest.Answered(await guest.At(silo).Ask("How are you?"));

        var first = await Sight.Requests(new TrailQuery { Limit = 1 });
        var second = await Sight.Requests(new TrailQuery { Limit = 1, Before = first.Next });
        var overview = await Sight.Overview();

        Assert.Equal(2, first.Coverage.Answered.Length);
        Assert.NotEqual(first.Trails.Single().Request, second.Trails.Single().Request);
        Assert.Null(second.Next);
        Assert.Equal(2, overview.Seconds.Sum(counts => counts.Requests));
        Assert.Equal(2, overview.Duration.Count);
        Assert.Equal(2, overview.Silos.Length);
        Assert.All(overview.Silos, silo => Assert.NotEmpty(silo.Activations));
        Assert.All(overview.Silos, silo => Assert.True(silo.MemoryLimitBytes > 0));
        Assert.Empty(overview.Coverage.Silent);
    }

    [Fact]
    public async Task A_silo_that_died_is_missing_and_the_other_is_shown()
    {
        Guest.Answered(await _hall.NewGuest().At(0).Ask("How are you?"));
        await _hall.Silos.KillSiloAsync(_hall.Silos.Silos[1]);

        var overview = await _hall.At(0).GetGrain<ISightGrain>(0).Overview();

        Assert.Equal(1, overview.Seconds.Sum(counts => counts.Requests));
        Assert.Single(overview.Coverage.Answered);
        Assert.Single(overview.Silos);
    }

    [Fact]
    public async Task A_request_that_runs_can_be_seen_running()
    {
        _hall.Upstream.Put("ttft=3600000; times=1");
        using var client = new CancellationTokenSource();
        var call = _hall.Journal.LastNumber + 1;
        var request = _hall.NewGuest().Ask("Anybody there?", gone: client.Token);
        await _hall.Journal.Arrival(call, TestContext.Current.CancellationToken);

        var trail = Assert.Single((await Sight.Requests(new TrailQuery { Running = true })).Trails);
        Assert.Null(trail.End);
        Assert.Equal(WalkStep.Called, trail.Steps[^1].Step);
        Assert.Equal(1, (await Sight.Overview()).Silos.Sum(silo => silo.InFlight));

        await client.CancelAsync();
        await request;
        Assert.Empty((await Sight.Requests(new TrailQuery { Running = true })).Trails);
        Assert.Equal(WalkEnd.ClientGone, (await Sight.Requests(new TrailQuery())).Trails.Single().End);
    }

    [Fact]
    public async Task Nothing_of_what_was_said_can_be_seen()
    {
        var guest = _hall.NewGuest();
        await guest.Ask(Canary, new TurnPlace.Fresh(), instructions: Canary);
        await guest.Stream(Canary, new AttentiveReader());
        await guest.Ask(Canary, model: Canary);
        _hall.Upstream.Put("status=400; times=1");
        await guest.Ask(Canary);
        var desks = _hall.Silos.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<UsageDesk>());
        foreach (var desk in desks) await desk.Flush(CancellationToken.None);

        var query = new UsageQuery { From = _hall.Clock.GetUtcNow(), To = _hall.Clock.GetUtcNow().AddHours(1), GroupBy = UsageGrouping.Model };
        var page = await Sight.Requests(new TrailQuery());
        object[] seen = [page, await Sight.Overview(), await _hall.Silos.Client.GetGrain<IUsageGrain>(UsageKey.Cluster).Read(query)];

        Assert.Equal(4, page.Trails.Length);
        Assert.All(seen, view => Assert.DoesNotContain(Canary, JsonSerializer.Serialize(view), StringComparison.Ordinal));
        Assert.Contains(RequestWalk.UnknownModel.Value, JsonSerializer.Serialize(seen), StringComparison.Ordinal);
    }
}

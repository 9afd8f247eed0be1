using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Orchestrator.Requests;

public sealed class RemoteRequestsTests : IDisposable
{
    private static readonly int s_patience = (int)(IDoor.Patience / IDoor.BeatEvery);

    private readonly FakeTimeProvider _clock = new();
    private readonly RemoteRequests _requests;
    private readonly FakeDoor _door = new();

    public RemoteRequestsTests() => _requests = new RemoteRequests(_clock, NullLogger<RemoteRequests>.Instance);

    public void Dispose() => _requests.Dispose();

    [Fact]
    public void A_door_hears_every_beat_which_of_its_requests_run()
    {
        using var first = Watch(_door);
        using var second = Watch(_door);
        Beat();
        second.Dispose();

        Beat();

        Assert.Equal(2, _door.Heard.Count);
        Assert.Equal([first.Id, second.Id], _door.Heard[0].ToHashSet());
        Assert.Equal([first.Id], _door.Heard[1]);
    }

    [Fact]
    public void A_door_hears_of_its_own_requests_only()
    {
        var other = new FakeDoor();
        using var mine = Watch(_door);
        using var theirs = Watch(other);

        Beat();

        Assert.Equal([mine.Id], Assert.Single(_door.Heard));
        Assert.Equal([theirs.Id], Assert.Single(other.Heard));
    }

    [Fact]
    public void A_door_without_requests_hears_nothing()
    {
        Watch(_door).Dispose();

        Beat(3);

        Assert.Empty(_door.Heard);
    }

    [Fact]
    public void A_request_of_this_process_is_not_watched()
    {
        Assert.Null(_requests.Watch(Request(door: null), CancellationToken.None));
    }

    [Fact]
    public void What_the_door_no_longer_waits_for_is_cancelled_and_nothing_else()
    {
        using var abandoned = Watch(_door);
        using var awaited = Watch(_door);
        _door.Answer = _ => Task.FromResult(ImmutableArray.Create(abandoned.Id, RequestId.Create()));

        Beat();

        Assert.True(abandoned.Token.IsCancellationRequested);
        Assert.False(awaited.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_request_that_its_client_cancels_is_cancelled()
    {
        using var client = new CancellationTokenSource();
        using var request = _requests.Watch(Request(_door), client.Token)!;

        client.Cancel();

        Assert.True(request.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_door_that_stays_silent_for_the_patience_loses_all_its_requests()
    {
        using var first = Watch(_door);
        using var second = Watch(_door);
        _door.Answer = Silent;
        Beat(s_patience);
        Assert.False(first.Token.IsCancellationRequested);

        Beat();

        Assert.True(first.Token.IsCancellationRequested);
        Assert.True(second.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_door_that_speaks_again_is_trusted_for_another_patience()
    {
        using var request = Watch(_door);
        _door.Answer = Silent;
        Beat(s_patience);
        _door.Answer = FakeDoor.AwaitsAll;
        Beat();

        _door.Answer = Silent;
        Beat(s_patience - 1);

        Assert.False(request.Token.IsCancellationRequested);
    }

    [Fact]
    public void One_lost_beat_among_answered_ones_is_no_silence()
    {
        using var request = Watch(_door);
        var lost = new TaskCompletionSource<ImmutableArray<RequestId>>();
        _door.Answer = _ => lost.Task;
        Beat();
        _door.Answer = FakeDoor.AwaitsAll;
        Beat(s_patience);

        lost.SetException(new TimeoutException());

        Assert.False(request.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_door_that_rested_meanwhile_is_not_held_for_silent()
    {
        var late = new TaskCompletionSource<ImmutableArray<RequestId>>();
        using (Watch(_door))
        {
            _door.Answer = _ => late.Task;
            Beat();
        }

        late.SetResult([]);
        Beat(10 * s_patience);
        using var request = Watch(_door);
        _door.Answer = Silent;

        Beat();

        Assert.False(request.Token.IsCancellationRequested);
    }

    private static Task<ImmutableArray<RequestId>> Silent(ImmutableArray<RequestId> requests) => Task.FromException<ImmutableArray<RequestId>>(new TimeoutException());

    private RemoteRequests.Watched Watch(IDoor door) => _requests.Watch(Request(door), CancellationToken.None)!;

    private static ChatRequest Request(IDoor? door) => new()
    {
        Id = RequestId.Create(),
        Tenant = new TenantId("acme"),
        Prompt = new Prompt { Model = new ModelName("small"), Messages = [] },
        Door = door,
    };

    private void Beat(int times = 1)
    {
        for (var beat = 0; beat < times; beat++) _clock.Advance(IDoor.BeatEvery);
    }

    /// <summary>Waits for all of its requests unless the test says otherwise, and remembers what it heard.</summary>
    private sealed class FakeDoor : IDoor
    {
        public List<ImmutableArray<RequestId>> Heard { get; } = [];

        public Func<ImmutableArray<RequestId>, Task<ImmutableArray<RequestId>>> Answer { get; set; } = AwaitsAll;

        public static Task<ImmutableArray<RequestId>> AwaitsAll(ImmutableArray<RequestId> requests) => Task.FromResult<ImmutableArray<RequestId>>([]);

        public Task<ImmutableArray<RequestId>> Running(ImmutableArray<RequestId> requests)
        {
            Heard.Add(requests);
            return Answer(requests);
        }
    }
}

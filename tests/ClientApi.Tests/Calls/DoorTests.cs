using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Hosting;
using Orchestrator.Requests;
using Orleans.Runtime;
using Xunit;

namespace Orchestrator.Calls;

public sealed class DoorTests : IDisposable
{
    private static readonly int s_patience = (int)(IDoor.Patience / IDoor.BeatEvery);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeGrains _grains;
    private readonly Door _door;

    public DoorTests()
    {
        (var factory, _grains) = FakeGrains.Create();
        _door = new Door(factory, _clock);
    }

    public void Dispose() => _door.Dispose();

    [Fact]
    public async Task A_request_says_at_which_door_it_came_in()
    {
        var request = NewRequest();
        ChatRequest? handedOn = null;

        var outcome = await _door.Attend(request, (attended, _) =>
        {
            handedOn = attended;
            return Task.FromResult<ChatOutcome>(new ChatOutcome.ClientGone());
        }, CancellationToken.None);

        Assert.IsType<ChatOutcome.ClientGone>(outcome);
        Assert.Equal(request with { Door = _door }, handedOn);
    }

    [Fact]
    public async Task All_requests_share_one_reference_to_their_door()
    {
        for (var request = 0; request < 3; request++) await _door.Attend(NewRequest(), (_, _) => Task.FromResult(Answers.Whole("{}")), CancellationToken.None);

        Assert.Equal(1, _grains.OpenReaders);
    }

    [Fact]
    public async Task A_request_that_no_silo_speaks_of_is_given_up_after_the_patience()
    {
        var call = Attend(NewRequest());
        Beat(s_patience);
        Assert.False(call.IsCompleted);

        Beat();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
    }

    [Fact]
    public async Task A_request_that_is_spoken_of_is_waited_for_however_long_it_takes()
    {
        var request = NewRequest();
        var answer = new TaskCompletionSource<ChatOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var call = _door.Attend(request, (_, _) => answer.Task, CancellationToken.None);
        for (var beat = 0; beat < 10 * s_patience; beat++)
        {
            Beat();
            Assert.Empty(await _door.Running([request.Id]));
        }

        answer.SetResult(Answers.Whole("{}"));

        Assert.IsType<ChatOutcome.Completed>(await call);
    }

    [Fact]
    public async Task A_request_that_is_spoken_of_no_more_is_given_up_and_the_others_are_not()
    {
        var (lost, running) = (NewRequest(), NewRequest());
        var (lostCall, runningCall) = (Attend(lost), Attend(running));
        Beat(s_patience);
        await _door.Running([lost.Id, running.Id]);

        for (var beat = 0; beat <= s_patience; beat++)
        {
            Assert.False(lostCall.IsCompleted);
            Beat();
            await _door.Running([running.Id]);
        }

        await Assert.ThrowsAsync<SiloUnavailableException>(() => lostCall);
        Assert.False(runningCall.IsCompleted);
    }

    [Fact]
    public async Task A_silo_hears_which_of_its_requests_nobody_waits_for()
    {
        var (awaited, answered, stranger) = (NewRequest(), NewRequest(), NewRequest());
        _ = Attend(awaited);
        await _door.Attend(answered, (_, _) => Task.FromResult(Answers.Whole("{}")), CancellationToken.None);

        var abandoned = await _door.Running([awaited.Id, answered.Id, stranger.Id]);

        Assert.Equal(ImmutableArray.Create(answered.Id, stranger.Id), abandoned);
    }

    [Fact]
    public async Task A_client_that_leaves_is_no_lost_silo_and_its_request_is_abandoned()
    {
        using var client = new CancellationTokenSource();
        var request = NewRequest();
        var call = Attend(request, client.Token);

        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal([request.Id], await _door.Running([request.Id]));
    }

    [Fact]
    public async Task A_request_that_was_given_up_is_abandoned_should_its_silo_speak_of_it_after_all()
    {
        var request = NewRequest();
        var call = Attend(request);
        Beat(s_patience + 1);
        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);

        Assert.Equal([request.Id], await _door.Running([request.Id]));
    }

    [Fact]
    public async Task A_call_that_breaks_breaks_as_it_is()
    {
        var request = NewRequest();

        await Assert.ThrowsAsync<TimeoutException>(() => _door.Attend(request, (_, _) => Task.FromException<ChatOutcome>(new TimeoutException()), CancellationToken.None));

        Assert.Equal([request.Id], await _door.Running([request.Id]));
    }

    /// <summary>A call that ends only by being cancelled.</summary>
    private Task<ChatOutcome> Attend(ChatRequest request, CancellationToken gone = default) =>
        _door.Attend(request, (_, cancellation) => new TaskCompletionSource<ChatOutcome>().Task.WaitAsync(cancellation), gone);

    private void Beat(int times = 1)
    {
        for (var beat = 0; beat < times; beat++) _clock.Advance(IDoor.BeatEvery);
    }

    private static ChatRequest NewRequest() => new()
    {
        Id = RequestId.Create(),
        Tenant = new TenantId("acme"),
        Prompt = new Prompt { Model = new ModelName("small"), Messages = [] },
    };
}

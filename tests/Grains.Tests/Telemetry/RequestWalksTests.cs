using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Orchestrator.Telemetry;

public sealed class RequestWalksTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Witness _witness = new();

    [Fact]
    public void Each_step_is_written_down_with_the_time_since_the_request_came()
    {
        var walks = Walks(_witness);
        var walk = Enter(walks);

        _clock.Advance(TimeSpan.FromMilliseconds(3));
        walks.Mark(walk.Id, WalkStep.Begun);
        _clock.Advance(TimeSpan.FromMilliseconds(4));
        walks.Mark(walk.Id, WalkStep.Begun);
        walks.Mark(walk.Id, WalkStep.Reserved);
        walk.Completed(null);
        walks.Leave(walk);

        Assert.Same(walk, Assert.Single(_witness.Told));
        Assert.Equal((TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(7), null), (walk.At(WalkStep.Begun), walk.At(WalkStep.Reserved), walk.At(WalkStep.Settled)));
        Assert.Equal(TimeSpan.FromMilliseconds(7), walk.Took);
        Assert.Equal(0, walks.Running);
    }

    [Fact]
    public void What_a_part_of_a_request_uses_is_the_requests_and_its_steps_are_not()
    {
        var walks = Walks(_witness);
        var walk = Enter(walks);
        var part = RequestId.Create();

        using (walks.Join(walk.Id, part))
        {
            walks.Mark(part, WalkStep.Reserved);
            walks.Charge(part, new TokenUsage(10, 1), 5);
        }

        walks.Charge(part, new TokenUsage(1_000, 1_000), 1_000);
        walks.Charge(walk.Id, new TokenUsage(20, 2), 6);
        Assert.Equal((new TokenUsage(30, 3), 11L), (walk.Tokens, walk.Cost));
        Assert.Null(walk.At(WalkStep.Reserved));
    }

    [Fact]
    public void A_call_that_nobody_counted_is_no_call_that_used_nothing()
    {
        var walks = Walks(_witness);
        var (counted, uncounted) = (Enter(walks), Enter(walks));

        walks.Charge(counted.Id, default(TokenUsage), 0);
        walks.Charge(uncounted.Id, null, 0);

        Assert.Equal((false, true), (counted.Uncounted, uncounted.Uncounted));
    }

    [Fact]
    public void Attempts_are_told_by_the_time_since_the_request_came()
    {
        var walks = Walks(_witness);
        var walk = Enter(walks);
        _clock.Advance(TimeSpan.FromMilliseconds(30));
        var began = walks.Moment();
        _clock.Advance(TimeSpan.FromMilliseconds(100));

        walks.Called(walk.Id, began, TimeSpan.FromMilliseconds(20), [new WalkAttempt("deepseek/chat", TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(80), "Answered", null, false, 0)]);

        var attempt = Assert.Single(walk.Attempts);
        Assert.Equal((TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(80)), (attempt.After, attempt.Took));
        Assert.Equal(TimeSpan.FromMilliseconds(20), walk.WaitedForPlace);
    }

    [Fact]
    public void A_witness_that_fails_costs_nobody_anything()
    {
        var walks = Walks(new Witness { Fails = true }, _witness);

        walks.Leave(Enter(walks));

        Assert.Equal(WalkEnd.Broken, Assert.Single(_witness.Told).End);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("whatever the client sent", false)]
    [InlineData(null, false)]
    public void A_trace_is_kept_where_it_is_one(string? trace, bool kept) =>
        Assert.Equal(kept ? trace : null, Walks().Enter(RequestId.Create(), new TenantId("acme"), "key", new ModelName("small"), trace).Trace);

    private static RequestWalk Enter(RequestWalks walks) => walks.Enter(RequestId.Create(), new TenantId("acme"), "key", new ModelName("small"), null);

    private RequestWalks Walks(params IRequestWitness[] witnesses) => new(witnesses, _clock, NullLogger<RequestWalks>.Instance);

    private sealed class Witness : IRequestWitness
    {
        public List<RequestWalk> Told { get; } = [];

        public bool Fails { get; init; }

        public void Ended(RequestWalk walk)
        {
            if (Fails) throw new InvalidOperationException("The witness looked away.");
            Told.Add(walk);
        }

        public Task Close(CancellationToken cancellation) => Task.CompletedTask;
    }
}

using Orleans.Runtime;
using Orleans.Storage;
using Xunit;

namespace Orchestrator.Requests;

public sealed class InsistenceTests
{
    private readonly ImpatientClock _clock = new();
    private readonly Insistence _insist;
    private int _calls;

    public InsistenceTests() => _insist = new Insistence(_clock);

    public static TheoryData<Exception> Passing => new() { new SiloUnavailableException("The silo died."), new InconsistentStateException("Another activation wrote.") };

    public static TheoryData<Exception> Lasting => new() { new InvalidOperationException("A bug."), new TimeoutException(), new OperationCanceledException(), new IOException() };

    [Fact]
    public async Task A_call_that_succeeds_is_made_once_and_waits_for_nothing()
    {
        Assert.Equal("done", await _insist.On(() => Call(failures: 0, new TimeoutException())));

        Assert.Equal(1, _calls);
        Assert.Empty(_clock.Waits);
    }

    [Theory, MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task A_failure_that_passes_is_not_seen(Exception passing)
    {
        Assert.Equal("done", await _insist.On(() => Call(failures: 5, passing)));

        Assert.Equal(6, _calls);
    }

    [Theory, MemberData(nameof(Lasting), DisableDiscoveryEnumeration = true)]
    public async Task A_failure_that_does_not_pass_is_seen_at_once(Exception lasting)
    {
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => _insist.On(() => Call(failures: 1, lasting)));

        Assert.Same(lasting, thrown);
        Assert.Equal(1, _calls);
    }

    [Fact]
    public async Task A_lasting_failure_after_a_passing_one_ends_it()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _insist.On(() => Call(failures: 2, _calls == 0 ? new SiloUnavailableException() : new InvalidOperationException())));

        Assert.Equal(2, _calls);
    }

    [Fact]
    public async Task It_gives_up_after_about_five_seconds()
    {
        await Assert.ThrowsAsync<SiloUnavailableException>(() => _insist.On(() => Call(failures: int.MaxValue, new SiloUnavailableException())));

        Assert.InRange(_calls, 20, 30);
        Assert.InRange(_clock.Waits.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_call_without_an_answer_is_repeated_too()
    {
        await _insist.On(async () => { await Call(failures: 1, new SiloUnavailableException()); });

        Assert.Equal(2, _calls);
    }

    private Task<string> Call(int failures, Exception failure) => _calls++ < failures ? Task.FromException<string>(failure) : Task.FromResult("done");

    /// <summary>Every wait is over at once, and is remembered.</summary>
    private sealed class ImpatientClock : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}

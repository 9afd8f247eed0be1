using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Orchestrator.Requests;

public sealed class RequestsInFlightTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _clock = new();
    private readonly RequestsInFlight _hall;
    private readonly StoppingSilo _silo = new();

    public RequestsInFlightTests()
    {
        _hall = new RequestsInFlight(Options.Create(new RequestsOptions { DrainTimeout = s_longest }), _clock, NullLogger<RequestsInFlight>.Instance);
        ((ILifecycleParticipant<ISiloLifecycle>)_hall).Participate(_silo);
    }

    [Fact]
    public void A_silo_without_requests_stops_at_once()
    {
        _hall.Enter().Dispose();

        Assert.True(_silo.Stop().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_stopping_silo_waits_for_the_last_request()
    {
        var (first, last) = (_hall.Enter(), _hall.Enter());
        var stopping = _silo.Stop();
        first.Dispose();
        Assert.Equal((1, false), (_hall.Count, stopping.IsCompleted));

        last.Dispose();

        await stopping;
        Assert.Equal(0, _hall.Count);
    }

    [Fact]
    public async Task A_request_that_enters_while_the_silo_stops_is_waited_for()
    {
        var first = _hall.Enter();
        var stopping = _silo.Stop();
        var late = _hall.Enter();
        first.Dispose();
        Assert.False(stopping.IsCompleted);

        late.Dispose();

        await stopping;
    }

    [Fact]
    public async Task A_request_that_does_not_end_is_given_up_after_the_timeout()
    {
        using var endless = _hall.Enter();
        var stopping = _silo.Stop();
        _clock.Advance(s_longest - TimeSpan.FromTicks(1));
        Assert.False(stopping.IsCompleted);

        _clock.Advance(TimeSpan.FromTicks(1));

        await stopping;
    }

    [Fact]
    public async Task A_stop_that_is_cancelled_waits_no_longer()
    {
        using var endless = _hall.Enter();
        using var hurry = new CancellationTokenSource();
        var stopping = _silo.Stop(hurry.Token);

        await hurry.CancelAsync();

        await stopping;
    }

    [Fact]
    public void Requests_are_waited_for_before_anything_that_they_need_stops()
    {
        Assert.Equal(ServiceLifecycleStage.Active, _silo.Stage);
    }

    /// <summary>A silo that can only stop, and that has one part.</summary>
    private sealed class StoppingSilo : ISiloLifecycle
    {
        private ILifecycleObserver? _part;

        public int Stage { get; private set; }

        public int HighestCompletedStage => Stage;

        public int LowestStoppedStage => Stage;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            (_part, Stage) = (observer, stage);
            return new Subscription();
        }

        public Task Stop(CancellationToken hurry = default) => _part!.OnStop(hurry);

        private sealed class Subscription : IDisposable
        {
            public void Dispose() { }
        }
    }
}

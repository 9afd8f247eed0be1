using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Xunit;

namespace Orchestrator.Sight;

public sealed class RoundtripTests
{
    private static readonly SiloAddress[] s_silos = [.. Enumerable.Range(1, 3).Select(port => SiloAddress.New(IPAddress.Loopback, port, 1))];
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_silo_that_is_silent_for_a_second_is_named_and_the_others_are_shown()
    {
        var never = new TaskCompletionSource<int>();
        var asked = new Roundtrip(TimeSpan.FromSeconds(1), _clock).Ask(s_silos, silo => silo.Endpoint.Port == 2 ? never.Task : Task.FromResult(silo.Endpoint.Port));
        Assert.False(asked.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(1));

        var (answers, coverage) = await asked;
        Assert.Equal([1, 3], answers);
        Assert.Equal(["127.0.0.1:1", "127.0.0.1:3"], coverage.Answered);
        Assert.Equal(["127.0.0.1:2"], coverage.Silent);
    }

    [Fact]
    public async Task A_silo_that_cannot_be_reached_is_named_at_once()
    {
        var (answers, coverage) = await new Roundtrip(TimeSpan.FromSeconds(1), _clock)
            .Ask(s_silos, silo => silo.Endpoint.Port == 1 ? throw new SiloUnavailableException("It is gone.") : Task.FromResult(silo.Endpoint.Port));

        Assert.Equal([2, 3], answers);
        Assert.Equal(["127.0.0.1:1"], coverage.Silent);
    }

    [Fact]
    public async Task What_is_a_bug_and_no_silence_is_thrown()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => new Roundtrip(TimeSpan.FromSeconds(1), _clock)
            .Ask<int>(s_silos, _ => throw new InvalidOperationException("A bug.")));
    }
}

using Microsoft.Extensions.Time.Testing;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class DeadlinesTests
{
    private static readonly UpstreamOptions s_options = new()
    {
        FirstTokenTimeout = TimeSpan.FromSeconds(20),
        IdleTimeout = TimeSpan.FromSeconds(10),
        ProgressTimeout = TimeSpan.FromSeconds(15),
        TotalTimeout = TimeSpan.FromSeconds(60),
    };

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_stream_that_brings_no_content_meets_the_first_token_deadline_however_lively_its_keep_alives()
    {
        using var deadlines = new Deadlines(s_options, stream: true, _clock, CancellationToken.None);

        for (var second = 0; second < 19; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            deadlines.Alive(stream: true, content: false);
        }

        Assert.False(deadlines.Token.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(deadlines.Token.IsCancellationRequested);
        Assert.Contains("first token", deadlines.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Silence_within_a_body_meets_the_idle_deadline()
    {
        using var deadlines = new Deadlines(s_options, stream: true, _clock, CancellationToken.None);
        deadlines.Alive(stream: true, content: true);

        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.True(deadlines.Token.IsCancellationRequested);
        Assert.Contains("idle", deadlines.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keep_alives_do_not_hide_that_the_content_stands_still()
    {
        using var deadlines = new Deadlines(s_options, stream: true, _clock, CancellationToken.None);
        deadlines.Alive(stream: true, content: true);

        _clock.Advance(TimeSpan.FromSeconds(8));
        deadlines.Alive(stream: true, content: false);
        _clock.Advance(TimeSpan.FromSeconds(7));

        Assert.True(deadlines.Token.IsCancellationRequested);
        Assert.Contains("progress", deadlines.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steady_content_is_cut_only_by_the_total_deadline()
    {
        using var deadlines = new Deadlines(s_options, stream: true, _clock, CancellationToken.None);
        for (var second = 0; second < 59; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            deadlines.Alive(stream: true, content: true);
        }

        Assert.False(deadlines.Token.IsCancellationRequested);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(deadlines.Token.IsCancellationRequested);
        Assert.Contains("total", deadlines.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_leaves_cancels_at_once_and_is_told_apart_from_a_deadline()
    {
        using var client = new CancellationTokenSource();
        using var deadlines = new Deadlines(s_options, stream: false, _clock, client.Token);

        client.Cancel();

        Assert.True(deadlines.Token.IsCancellationRequested);
        Assert.True(deadlines.ClientGone);
    }
}

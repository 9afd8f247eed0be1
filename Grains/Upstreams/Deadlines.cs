namespace Orchestrator.Upstreams;

/// <summary>
/// The clocks of one attempt: what is left of the whole call's time, or of the client's own where that is less; first token until content
/// comes and progress between two pieces of it; idle between any two reads of the body. Keep-alives re-arm only the last. The nearest of
/// them cancels <see cref="Token"/>, and so does the client.
/// </summary>
internal sealed class Deadlines : IDisposable
{
    private const string ClientsOwn = "client's";

    private readonly UpstreamOptions _options;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private readonly long _start;
    private long _progress;
    private bool _contentSeen;
    private readonly CallTime _total;
    private string _nearest;

    /// <param name="left">What is left of the call when the attempt begins; null for all of it.</param>
    public Deadlines(UpstreamOptions options, bool stream, TimeProvider clock, CancellationToken client, CallTime? left = null)
    {
        _total = left ?? new CallTime(options.TotalTimeout, ClientsOwn: false);
        _nearest = Total;
        _options = options;
        _clock = clock;
        _client = client;
        _start = _progress = clock.GetTimestamp();
        var first = _total.Left;
        if (stream && options.FirstTokenTimeout < first) (first, _nearest) = (options.FirstTokenTimeout, "first token");
        _timer = new CancellationTokenSource(first > TimeSpan.Zero ? first : TimeSpan.Zero, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(client, _timer.Token);
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>What is left of the whole call now.</summary>
    public CallTime Left => _total with { Left = _total.Left - _clock.GetElapsedTime(_start) };

    /// <summary>Whether the deadline that passed was the client's own, and so says nothing of the upstream.</summary>
    public bool ClientsOwnPassed => _nearest == ClientsOwn;

    private string Total => _total.ClientsOwn ? ClientsOwn : "total";

    public bool ClientGone => _client.IsCancellationRequested;

    /// <summary>Bytes of a body came; content says whether any of them were part of the answer.</summary>
    public void Alive(bool stream, bool content)
    {
        var now = _clock.GetTimestamp();
        if (content)
        {
            _progress = now;
            _contentSeen = true;
        }

        var (left, name) = (_total.Left - _clock.GetElapsedTime(_start, now), Total);
        if (_options.IdleTimeout < left) (left, name) = (_options.IdleTimeout, "idle");
        if (stream)
        {
            var progress = (_contentSeen ? _options.ProgressTimeout : _options.FirstTokenTimeout) - _clock.GetElapsedTime(_progress, now);
            if (progress < left) (left, name) = (progress, _contentSeen ? "progress" : "first token");
        }

        _nearest = name;
        _timer.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    public UpstreamFailure Failure() => ClientsOwnPassed ? ClientsDeadline() : new UpstreamFailure
    {
        Kind = UpstreamFailureKind.TooSlow,
        Message = $"The upstream did not keep the {_nearest} deadline of {_nearest switch
        {
            "first token" => _options.FirstTokenTimeout,
            "progress" => _options.ProgressTimeout,
            "idle" => _options.IdleTimeout,
            _ => _options.TotalTimeout,
        }}.",
        Code = "upstream_timeout",
    };

    /// <summary>The failure of a call that the client no longer waits for.</summary>
    public static UpstreamFailure ClientsDeadline() => new()
    {
        Kind = UpstreamFailureKind.TooSlow,
        Message = "The answer was not complete within the time that the request allowed.",
        Code = "deadline_exceeded",
    };

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}

/// <summary>How much time a call has left, and whether that is the client's own word.</summary>
internal readonly record struct CallTime(TimeSpan Left, bool ClientsOwn);

namespace Orchestrator.Upstreams;

/// <summary>
/// The clocks of one call: total from its start; first token until content comes and progress between two pieces of it; idle between
/// any two reads of the body. Keep-alives re-arm only the last. The nearest of them cancels <see cref="Token"/>, and so does the client.
/// </summary>
internal sealed class Deadlines : IDisposable
{
    private readonly UpstreamOptions _options;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private readonly TimeSpan _total;
    private readonly long _start;
    private long _progress;
    private bool _contentSeen;
    private string _nearest = "total";

    /// <param name="left">What is left of the total, for a call that goes on with another; null for all of it.</param>
    public Deadlines(UpstreamOptions options, bool stream, TimeProvider clock, CancellationToken client, TimeSpan? left = null)
    {
        _total = left ?? options.TotalTimeout;
        _options = options;
        _clock = clock;
        _client = client;
        _start = _progress = clock.GetTimestamp();
        var first = stream ? options.FirstTokenTimeout : options.TotalTimeout;
        if (stream) _nearest = "first token";
        _timer = new CancellationTokenSource(first < _total ? first : _total, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(client, _timer.Token);
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>What is left of the total.</summary>
    public TimeSpan Left => _total - _clock.GetElapsedTime(_start);

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

        var (left, name) = (_total - _clock.GetElapsedTime(_start, now), "total");
        if (_options.IdleTimeout < left) (left, name) = (_options.IdleTimeout, "idle");
        if (stream)
        {
            var progress = (_contentSeen ? _options.ProgressTimeout : _options.FirstTokenTimeout) - _clock.GetElapsedTime(_progress, now);
            if (progress < left) (left, name) = (progress, _contentSeen ? "progress" : "first token");
        }

        _nearest = name;
        _timer.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    public UpstreamFailure Failure() => new()
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

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}

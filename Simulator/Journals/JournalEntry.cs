using System.Text;

namespace Orchestrator.Simulator;

/// <summary>One request as the simulator saw it, from its arrival to its end.</summary>
public sealed class JournalEntry
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _body;
    private int _chunks;
    private Usage? _usage;

    internal JournalEntry(JournalArrival arrival, int bodyLimit)
    {
        Number = arrival.Number;
        ArrivedAt = arrival.ArrivedAt;
        Path = arrival.Path;
        Account = arrival.Account;
        UserId = arrival.UserId;
        Model = arrival.Model;
        Stream = arrival.Stream;
        Headers = arrival.Headers;
        BodyBytes = arrival.Body.Length;
        _body = arrival.Body.Span[..Math.Min(bodyLimit, arrival.Body.Length)].ToArray();
    }

    /// <summary>One for the first request, and one more for each after it.</summary>
    public long Number { get; }

    public DateTimeOffset ArrivedAt { get; }

    public string Path { get; }

    /// <summary>The account's name; never its key.</summary>
    public string Account { get; }

    public string? UserId { get; }

    public string? Model { get; }

    public bool Stream { get; }

    public IReadOnlyDictionary<string, string> Headers { get; }

    public JournalState State { get; private set; }

    /// <summary>Status sent; null when none was.</summary>
    public int? Status { get; internal set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>When the simulator saw the client's disconnect.</summary>
    public DateTimeOffset? DisconnectedAt { get; private set; }

    /// <summary>Chunks with tokens that were written.</summary>
    public int Chunks => Volatile.Read(ref _chunks);

    /// <summary>The tokens it is billed for: of a stream that was broken off, only those that were sent.</summary>
    public Usage? Usage
    {
        get => Stream && State is (JournalState.Cut or JournalState.Aborted or JournalState.Refused) ? _usage?.UpTo(Chunks) : _usage;
        internal set => _usage = value;
    }

    /// <summary>Length of the body as received, which may be more than was kept.</summary>
    public int BodyBytes { get; }

    /// <summary>The body as received, up to the journal's limit.</summary>
    public string Body => Encoding.UTF8.GetString(_body);

    internal int KeptBytes => _body.Length;

    /// <summary>Waits for the request's end.</summary>
    public Task Ended(CancellationToken cancellation = default) => _ended.Task.WaitAsync(cancellation);

    internal void CountChunk() => Interlocked.Increment(ref _chunks);

    internal bool Contains(ReadOnlySpan<byte> text) => _body.AsSpan().IndexOf(text) >= 0;

    /// <summary>The client is seen to be gone; after the end that is no news.</summary>
    internal void Disconnect(DateTimeOffset now)
    {
        lock (_ended)
        {
            if (EndedAt is null)
                DisconnectedAt = now;
        }
    }

    /// <summary>The first end counts.</summary>
    internal void End(JournalState state, DateTimeOffset now)
    {
        lock (_ended)
        {
            if (EndedAt is not null)
                return;

            State = state;
            EndedAt = now;
            // Whoever waits may hear of the disconnect before the entry does.
            if (state == JournalState.Aborted)
                DisconnectedAt ??= now;
        }

        _ended.SetResult();
    }
}

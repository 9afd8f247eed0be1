using System.Collections.Concurrent;
using System.Collections.Immutable;
using Orchestrator.Requests;
using Orleans.Runtime;

namespace Orchestrator.Calls;

/// <summary>
/// Hears from the silos which of this process's requests they run. A request that no silo has spoken of for a while is lost with the silo
/// that ran it, and its caller is told so instead of waiting for ever.
/// </summary>
internal sealed class Door : IDoor, IDisposable
{
    private readonly ConcurrentDictionary<RequestId, Waiting> _waiting = new();
    private readonly Lazy<IDoor> _reference;
    private readonly TimeProvider _time;
    private readonly ITimer _watch;

    public Door(IGrainFactory grains, TimeProvider time)
    {
        _reference = new Lazy<IDoor>(() => grains.CreateObjectReference<IDoor>(this));
        _time = time;
        _watch = time.CreateTimer(_ => GiveUpLost(), null, IDoor.BeatEvery, IDoor.BeatEvery);
    }

    /// <summary>Makes the call and waits for its outcome for as long as a silo says that it runs.</summary>
    /// <exception cref="SiloUnavailableException">No silo says so any more. What became of the request is unknown.</exception>
    public async Task<ChatOutcome> Attend(ChatRequest request, Func<ChatRequest, CancellationToken, Task<ChatOutcome>> call, CancellationToken gone)
    {
        using var waiting = new Waiting(_time.GetTimestamp(), gone);
        _waiting[request.Id] = waiting;
        try
        {
            return await call(request with { Door = _reference.Value }, waiting.Token);
        }
        catch (OperationCanceledException) when (waiting.IsLost)
        {
            throw new SiloUnavailableException($"No silo has said for {IDoor.Patience} that it runs {request.Id}.");
        }
        finally
        {
            _waiting.TryRemove(request.Id, out _);
        }
    }

    public Task<ImmutableArray<RequestId>> Running(ImmutableArray<RequestId> requests)
    {
        var now = _time.GetTimestamp();
        var abandoned = ImmutableArray.CreateBuilder<RequestId>();
        foreach (var request in requests)
        {
            if (_waiting.TryGetValue(request, out var waiting)) waiting.HeardAt = now;
            else abandoned.Add(request);
        }
        return Task.FromResult(abandoned.ToImmutable());
    }

    public void Dispose() => _watch.Dispose();

    private void GiveUpLost()
    {
        foreach (var waiting in _waiting.Values)
        {
            if (_time.GetElapsedTime(waiting.HeardAt) > IDoor.Patience) waiting.GiveUp();
        }
    }

    private sealed class Waiting(long startedAt, CancellationToken gone) : IDisposable
    {
        private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(gone);
        private readonly Lock _lock = new();
        private long _heardAt = startedAt;
        private bool _over;

        public CancellationToken Token => _source.Token;

        public bool IsLost { get; private set; }

        public long HeardAt
        {
            get => Interlocked.Read(ref _heardAt);
            set => Interlocked.Exchange(ref _heardAt, value);
        }

        public void GiveUp()
        {
            lock (_lock)
            {
                if (_over) return;
                IsLost = true;
                _source.Cancel();
            }
        }

        public void Dispose()
        {
            lock (_lock) _over = true;
            _source.Dispose();
        }
    }
}

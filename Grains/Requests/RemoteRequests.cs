using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Requests;

/// <summary>
/// Keeps in touch with the doors in other processes whose requests run here: tells each of them every beat which do, and cancels those
/// that the door no longer waits for, or all of them when the door stays silent.
/// </summary>
internal sealed partial class RemoteRequests : IDisposable
{
    private readonly ConcurrentDictionary<RequestId, Watched> _requests = new();
    private readonly ConcurrentDictionary<IDoor, long> _heardAt = new();
    private readonly TimeProvider _clock;
    private readonly ILogger<RemoteRequests> _logger;
    private readonly ITimer _beat;

    public RemoteRequests(TimeProvider clock, ILogger<RemoteRequests> logger)
    {
        _clock = clock;
        _logger = logger;
        // On a timer, and so outside of any grain: a door's answer then finds its way back to this silo.
        _beat = clock.CreateTimer(_ => Beat(), null, IDoor.BeatEvery, IDoor.BeatEvery);
    }

    /// <summary>Watches a request until disposed; null for one that came in at this process.</summary>
    public Watched? Watch(ChatRequest request, CancellationToken cancellation)
    {
        if (request.Door is null) return null;
        var watched = new Watched(this, request.Id, request.Door, cancellation);
        _requests[request.Id] = watched;
        return watched;
    }

    public void Dispose() => _beat.Dispose();

    private void Beat()
    {
        var byDoor = _requests.Values.ToLookup(watched => watched.Door);
        foreach (var resting in _heardAt.Keys.Where(door => !byDoor.Contains(door))) _heardAt.TryRemove(resting, out _);
        foreach (var door in byDoor) KeepInTouch(door.Key, [.. door]).Ignore();
    }

    private async Task KeepInTouch(IDoor door, Watched[] requests)
    {
        var asked = _clock.GetTimestamp();
        _heardAt.TryAdd(door, asked);
        try
        {
            var abandoned = await door.Running([.. requests.Select(request => request.Id)]);
            _heardAt[door] = _clock.GetTimestamp();
            foreach (var request in requests.Where(request => abandoned.Contains(request.Id))) request.Cancel();
        }
        catch (Exception silent) when (silent is OrleansException or TimeoutException)
        {
            // Beats overlap: the door may have answered a later one.
            if (_clock.GetElapsedTime(_heardAt.GetValueOrDefault(door, asked)) < IDoor.Patience) return;
            LogDoorGone(requests.Length, silent.GetType().Name);
            foreach (var request in requests) request.Cancel();
        }
    }

    /// <summary>One request that runs here for a door elsewhere.</summary>
    internal sealed class Watched(RemoteRequests home, RequestId id, IDoor door, CancellationToken cancellation) : IDisposable
    {
        private readonly CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        public RequestId Id => id;

        public IDoor Door => door;

        public CancellationToken Token => _source.Token;

        public void Cancel()
        {
            lock (_source)
            {
                if (!_disposed) _source.Cancel();
            }
        }

        public void Dispose()
        {
            home._requests.TryRemove(id, out _);
            lock (_source)
            {
                _disposed = true;
                _source.Dispose();
            }
        }

        private bool _disposed;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Door was not heard of any more: its {Count} requests are cancelled ({Reason})")]
    private partial void LogDoorGone(int count, string reason);
}

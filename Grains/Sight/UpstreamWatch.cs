using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Orchestrator.Telemetry;

namespace Orchestrator.Sight;

/// <summary>
/// Remembers what the silo's own measurements say of its upstreams: which breakers changed and why, which attempts failed, what is left for
/// repetitions, and how many connections are open. It listens to what is measured anyway, so no room has to tell it.
/// </summary>
internal sealed class UpstreamWatch : IDisposable
{
    /// <summary>Most upstreams and most addresses that are remembered.</summary>
    private const int MostNames = 256;

    private const string HttpMeter = "System.Net.Http";
    private const string OpenConnections = "http.client.open_connections";

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, Seen> _upstreams = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (long Active, long Idle)> _connections = new(StringComparer.OrdinalIgnoreCase);
    private readonly MeterListener _listener = new();

    public UpstreamWatch(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other silos of the same process have meters of their own; the connections' is the process's.
            var isOurs = instrument.Meter.Name == OrchestratorMeter.MeterName && ReferenceEquals(instrument.Meter.Scope, meters)
                && instrument.Name is OrchestratorMeter.BreakerChanges or OrchestratorMeter.Failures or OrchestratorMeter.RetryBudget;
            if (isOurs || (instrument.Meter.Name == HttpMeter && instrument.Name == OpenConnections)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument.Name, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => Keep(tags, value));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>What was seen of the upstream, as that silo.</summary>
    public UpstreamSight Of(string upstream, string silo)
    {
        lock (_lock)
        {
            var seen = _upstreams.GetValueOrDefault(upstream);
            return new UpstreamSight
            {
                Silo = silo,
                RetryBudget = seen?.RetryBudget,
                Changes = [.. (seen?.Changes ?? []).Reverse()],
                Failures = [.. (seen?.Failures ?? []).Reverse()],
                Connections = [.. _connections.Where(one => one.Value is not (0, 0)).Select(one => new ConnectionCount(one.Key, one.Value.Active, one.Value.Idle))],
            };
        }
    }

    private void Count(string instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (instrument == OpenConnections)
        {
            Connect(value, tags);
            return;
        }

        if (Find(tags, Tags.Target) is not { } target) return;
        var now = _clock.GetUtcNow();
        lock (_lock)
        {
            // A target's id begins with its upstream's name.
            if (SeenOf(target.Split('/')[0]) is not { } seen) return;
            if (instrument == OrchestratorMeter.Failures) Add(seen.Failures, new TargetFailure(target, now, Find(tags, Tags.ErrorType) ?? ""));
            else Add(seen.Changes, new BreakerChange(target, now, Find(tags, Tags.State) ?? "", Find(tags, Tags.Reason) ?? ""));
        }
    }

    private void Keep(ReadOnlySpan<KeyValuePair<string, object?>> tags, double left)
    {
        if (Find(tags, Tags.Upstream) is not { } upstream) return;
        lock (_lock)
        {
            if (SeenOf(upstream) is { } seen) seen.RetryBudget = left;
        }
    }

    private void Connect(long change, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var port = Find(tags, "server.port") ?? (Find(tags, "url.scheme") == "https" ? "443" : "80");
        var address = $"{Find(tags, "server.address")}:{port}";
        var isIdle = Find(tags, "http.connection.state") == "idle";
        lock (_lock)
        {
            if (!_connections.TryGetValue(address, out var count) && _connections.Count >= MostNames) return;
            _connections[address] = isIdle ? (count.Active, count.Idle + change) : (count.Active + change, count.Idle);
        }
    }

    private Seen? SeenOf(string upstream)
    {
        if (_upstreams.TryGetValue(upstream, out var seen)) return seen;
        if (_upstreams.Count >= MostNames) return null;
        return _upstreams[upstream] = new Seen();
    }

    private static void Add<T>(Queue<T> last, T item)
    {
        if (last.Count == UpstreamSight.Most) last.Dequeue();
        last.Enqueue(item);
    }

    private static string? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name) return tag.Value?.ToString();
        }

        return null;
    }

    private sealed class Seen
    {
        public Queue<BreakerChange> Changes { get; } = new();

        public Queue<TargetFailure> Failures { get; } = new();

        public double? RetryBudget { get; set; }
    }
}

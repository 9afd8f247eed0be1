using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Orchestrator.Telemetry;

namespace Orchestrator.Upstreams;

/// <summary>
/// The book of upstreams, models and targets of this silo; there is one of it, and so one pool of connections per upstream. It follows
/// configuration; an edit that is wrong leaves the last good one in force. What has not changed is kept, with its connections and its breaker.
/// </summary>
internal sealed partial class UpstreamDirectory : IDisposable
{
    private readonly IOptionsFactory<UpstreamsOptions> _options;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly OrchestratorMeter _meter;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<UpstreamDirectory> _logger;
    private readonly IDisposable[] _changes;
    private readonly Lock _lock = new();

    private volatile Reading _current = Reading.Empty;

    // The factory and not the monitor: the monitor keeps silent about an edit that is wrong.
    public UpstreamDirectory(
        IOptionsFactory<UpstreamsOptions> options, IEnumerable<IOptionsChangeTokenSource<UpstreamsOptions>> changes, TimeProvider clock, Random random, OrchestratorMeter meter,
        ILoggerFactory loggers)
    {
        (_options, _clock, _random, _meter, _loggers, _logger) = (options, clock, random, meter, loggers, loggers.CreateLogger<UpstreamDirectory>());
        _current = Read();
        _changes = [.. changes.Select(source => ChangeToken.OnChange(source.GetChangeToken, Follow))];
    }

    /// <summary>Where the model is served now.</summary>
    public bool TryFind(ModelName model, [NotNullWhen(true)] out ModelRoutes? routes) => _current.Models.TryGetValue(model.Value, out routes);

    /// <summary>The terms of an upstream as they are now; null where there is none of that name.</summary>
    public UpstreamOptions? OptionsOf(string upstream) => _current.Wires.GetValueOrDefault(upstream)?.Wire.Options;

    /// <summary>The names of the upstreams that there are now.</summary>
    public IEnumerable<string> Names => _current.Wires.Keys;

    /// <summary>The places at an upstream that any model leads to now.</summary>
    public IEnumerable<Target> TargetsOf(string upstream) => _current.Targets.Values.Where(target => string.Equals(target.Upstream, upstream, StringComparison.OrdinalIgnoreCase));

    public void Dispose()
    {
        foreach (var change in _changes) change.Dispose();
        foreach (var wire in _current.Wires.Values) wire.Wire.Dispose();
    }

    private void Follow()
    {
        lock (_lock)
        {
            try
            {
                _current = Read();
            }
            catch (OptionsValidationException wrong)
            {
                LogRejected(wrong.Message);
            }
        }
    }

    private Reading Read()
    {
        var options = _options.Create(Options.DefaultName);
        var wires = options.Upstreams.ToFrozenDictionary(upstream => upstream.Key, upstream => WireTo(upstream.Key, upstream.Value), StringComparer.OrdinalIgnoreCase);
        var targets = new Dictionary<string, Target>(StringComparer.Ordinal);
        var models = options.Models.ToFrozenDictionary(
            model => model.Key,
            model => new ModelRoutes(
                model.Key,
                [.. TargetsOf(model.Value).Select(target => Place(target, model.Key, wires, targets))],
                [.. model.Value.Fallbacks.Select(target => Place(target, model.Key, wires, targets))]) { HedgeAfter = model.Value.Hedge.After },
            StringComparer.Ordinal);
        return new Reading(wires, targets.ToFrozenDictionary(StringComparer.Ordinal), models);
    }

    private static List<TargetOptions> TargetsOf(ModelOptions model) =>
        model.Targets.Count > 0 ? model.Targets : [new TargetOptions { Upstream = model.Upstream, Name = model.Name }];

    /// <summary>
    /// The wire that there is, or a new one where its options have changed. The old one is not disposed of: calls still run on it. Its idle
    /// connections close by themselves, and the last call takes the rest with it.
    /// </summary>
    private KnownWire WireTo(string name, UpstreamOptions options)
    {
        var written = JsonSerializer.Serialize(options);
        return _current.Wires.TryGetValue(name, out var known) && known.Written == written
            ? known
            : new KnownWire(new ChatWire(name, options, UpstreamConnections.Create(options), _clock, _meter, _loggers.CreateLogger<ChatWire>()), written);
    }

    private Destination Place(TargetOptions options, string model, FrozenDictionary<string, KnownWire> wires, Dictionary<string, Target> targets)
    {
        var wire = wires[options.Upstream].Wire;
        var name = options.Name ?? model;
        var id = Target.IdOf(wire.Name, name);
        if (!targets.TryGetValue(id, out var target)) targets[id] = target = TargetAt(id, wire, name);
        return new Destination(target, wire, name, options.Weight, options.MaxConcurrency);
    }

    private Target TargetAt(string id, ChatWire wire, string name)
    {
        _current.Targets.TryGetValue(id, out var known);
        if (known is not null && _current.Wires.TryGetValue(wire.Name, out var before) && before.Wire == wire) return known;
        return new Target(wire.Name, name, wire.Options.Breaker, _clock, _random, _meter) { Orders = known?.Orders ?? default };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Upstreams or models were edited wrongly and the last good ones stay in force. {Problems}")]
    private partial void LogRejected(string problems);

    /// <summary>A wire, and the options it was made from as they were written.</summary>
    private sealed record KnownWire(ChatWire Wire, string Written);

    /// <summary>All of them at one moment, checked together.</summary>
    private sealed record Reading(FrozenDictionary<string, KnownWire> Wires, FrozenDictionary<string, Target> Targets, FrozenDictionary<string, ModelRoutes> Models)
    {
        public static readonly Reading Empty = new(FrozenDictionary<string, KnownWire>.Empty, FrozenDictionary<string, Target>.Empty, FrozenDictionary<string, ModelRoutes>.Empty);
    }
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;

namespace Orchestrator.Upstreams;

/// <summary>Finds the upstream that serves a model. There is one of it in a process, and so one pool of connections per upstream.</summary>
internal sealed class UpstreamDirectory : IDisposable
{
    private readonly Dictionary<string, ChatUpstream> _upstreams = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ModelOptions> _models;

    public UpstreamDirectory(IOptions<UpstreamsOptions> options, TimeProvider clock, Random random, OrchestratorMeter meter, ILogger<ChatUpstream> logger)
    {
        _models = new Dictionary<string, ModelOptions>(options.Value.Models, StringComparer.Ordinal);
        foreach (var (name, upstream) in options.Value.Upstreams)
            _upstreams[name] = new ChatUpstream(name, upstream, UpstreamConnections.Create(upstream), clock, random, meter, logger);
    }

    /// <summary>The upstream that serves the model, and what it calls it.</summary>
    public bool TryFind(ModelName name, [NotNullWhen(true)] out IUpstream? upstream, out string model)
    {
        upstream = null;
        model = name.Value;
        if (!_models.TryGetValue(name.Value, out var options) || !_upstreams.TryGetValue(options.Upstream, out var found)) return false;
        upstream = found;
        model = options.Name ?? name.Value;
        return true;
    }

    public void Dispose()
    {
        foreach (var upstream in _upstreams.Values) upstream.Dispose();
    }
}

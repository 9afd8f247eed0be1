namespace Orchestrator.Upstreams;

/// <summary>Which upstreams and targets there are, as the configuration of this process has them now.</summary>
internal sealed class TargetsInConfiguration(IConfiguration configuration)
{
    /// <summary>The upstreams' names.</summary>
    public IEnumerable<string> Upstreams => configuration.GetSection("Upstreams").GetChildren().Select(upstream => upstream.Key).Order(StringComparer.Ordinal);

    /// <summary>The places at an upstream to which models lead.</summary>
    public IEnumerable<ConfiguredTarget> Of(string upstream) => configuration.GetSection("Models").GetChildren()
        .SelectMany(Places)
        .Where(target => string.Equals(target.Upstream, upstream, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<ConfiguredTarget> Places(IConfigurationSection model)
    {
        var targets = model.GetSection("Targets").GetChildren().ToList();
        if (targets.Count == 0) yield return Place(model, model.Key, isFallback: false);
        foreach (var target in targets) yield return Place(target, model.Key, isFallback: false);
        foreach (var fallback in model.GetSection("Fallbacks").GetChildren()) yield return Place(fallback, model.Key, isFallback: true);
    }

    private static ConfiguredTarget Place(IConfigurationSection place, string model, bool isFallback) =>
        new(place["Upstream"] ?? "", model, $"{place["Upstream"]}/{place["Name"] ?? model}", place["Weight"] ?? "1", isFallback);
}

/// <summary>One place where a model is served.</summary>
/// <param name="Id">The upstream's name, a slash, and what the upstream calls the model.</param>
internal sealed record ConfiguredTarget(string Upstream, string Model, string Id, string Weight, bool IsFallback);

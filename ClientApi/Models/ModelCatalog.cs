using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Orchestrator.Outcomes;

namespace Orchestrator.Models;

/// <summary>The models now known. It follows configuration.</summary>
internal sealed class ModelCatalog : IDisposable
{
    private readonly IDisposable? _changes;

    private volatile FrozenDictionary<string, ModelOptions> _models;

    public ModelCatalog(IOptionsMonitor<ModelsOptions> options)
    {
        _models = Freeze(options.CurrentValue);
        _changes = options.OnChange(changed => _models = Freeze(changed));
    }

    public IEnumerable<KeyValuePair<string, ModelOptions>> All => _models.OrderBy(model => model.Key, StringComparer.Ordinal);

    public static ApiError Unknown(string name, string? param = "model") =>
        new(StatusCodes.Status404NotFound, ApiError.InvalidRequest, "model_not_found", $"The model '{name}' does not exist.", param);

    public bool TryFind(string name, [NotNullWhen(true)] out ModelOptions? model) => _models.TryGetValue(name, out model);

    public void Dispose() => _changes?.Dispose();

    private static FrozenDictionary<string, ModelOptions> Freeze(ModelsOptions options) => options.Models.ToFrozenDictionary(StringComparer.Ordinal);
}

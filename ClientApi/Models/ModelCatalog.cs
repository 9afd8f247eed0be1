using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Outcomes;

namespace Orchestrator.Models;

/// <summary>The models now known. It follows configuration.</summary>
internal sealed class ModelCatalog : IDisposable
{
    private readonly IDisposable? _changes;

    private volatile FrozenDictionary<string, ModelOptions> _models;

    public ModelCatalog(IOptionsMonitor<ModelsOptions> options)
    {
        var first = options.CurrentValue;
        if (first.Problems.Count > 0) throw new OptionsValidationException(ModelsOptions.Section, typeof(ModelsOptions), first.Problems);
        _models = Freeze(first);
        _changes = options.OnChange(changed =>
        {
            if (changed.Problems.Count == 0) _models = Freeze(changed);
        });
    }

    public IEnumerable<KeyValuePair<string, ModelOptions>> All => _models.OrderBy(model => model.Key, StringComparer.Ordinal);

    public static ApiError Unknown(string name, string? param = "model") =>
        new(StatusCodes.Status404NotFound, ApiError.InvalidRequest, "model_not_found", $"The model '{name}' does not exist.", param);

    /// <summary>The model that a request names, or what is wrong with the name.</summary>
    public ApiError? Read(JsonElement request, out ModelName model)
    {
        model = default;
        const string Expected = "the name of a model";
        if (!request.TryGetProperty("model"u8, out var element)) return Invalid.Missing("model", Expected);
        if (element.ValueKind is not JsonValueKind.String) return Invalid.Type("model", Expected, element);
        var name = element.GetString()!;
        if (name.Length is < 1 or > 256) return Invalid.Value("model", "a string of 1 to 256 characters");
        if (!_models.ContainsKey(name)) return Unknown(name);
        model = new ModelName(name);
        return null;
    }

    public bool TryFind(string name, [NotNullWhen(true)] out ModelOptions? model) => _models.TryGetValue(name, out model);

    public void Dispose() => _changes?.Dispose();

    private static FrozenDictionary<string, ModelOptions> Freeze(ModelsOptions options) => options.Models.ToFrozenDictionary(StringComparer.Ordinal);
}

using Orchestrator.Schemas;

namespace Orchestrator.Models;

/// <summary>The models that clients may ask for: the names of the children of <c>Models</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "Models";

    public Dictionary<string, ModelOptions> Models { get; } = new(StringComparer.Ordinal);
}

/// <summary>What clients are told of a model.</summary>
public sealed class ModelOptions
{
    /// <summary>Whose model it is. Default: orchestrator.</summary>
    public string OwnedBy { get; set; } = "orchestrator";

    /// <summary>Who sees to it that answers hold to a JSON schema: this service, or the upstream where it can. Default: Prompted.</summary>
    public JsonSchemaMode JsonSchema { get; set; }
}

namespace Orchestrator.Models;

/// <summary>The models that clients may ask for: the names of the children of <c>Models</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "Models";

    public Dictionary<string, ModelOptions> Models { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong with the section: they stop the start, and an edit that has any is not followed.</summary>
    internal List<string> Problems { get; } = [];
}

/// <summary>What clients are told of a model.</summary>
public sealed class ModelOptions
{
    /// <summary>Whose model it is. Default: orchestrator.</summary>
    public string OwnedBy { get; set; } = "orchestrator";

    /// <summary>How its upstream is asked for an answer that holds to a JSON schema. Default: Prompted.</summary>
    public JsonSchemaMode JsonSchema { get; set; }
}

/// <summary>How an upstream is asked for an answer that holds to a JSON schema.</summary>
public enum JsonSchemaMode
{
    /// <summary>It knows JSON but no schemas: the model is told of the schema in words, and the finished answer is checked here.</summary>
    Prompted,

    /// <summary>It is handed the schema, and keeps the model to it by itself.</summary>
    Native,
}

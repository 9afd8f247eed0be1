namespace Orchestrator.Schemas;

/// <summary>Who sees to it that an answer holds to a JSON schema.</summary>
public enum JsonSchemaMode
{
    /// <summary>The upstream is asked for JSON and told the schema in words; the answer is checked here.</summary>
    Prompted,

    /// <summary>The upstream takes schemas, and is given it.</summary>
    Native,
}

namespace Orchestrator;

/// <summary>The name by which clients ask for a model; configuration maps it to an upstream's own name.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.model-name")]
public readonly record struct ModelName([property: Id(0)] string Value)
{
    public override string ToString() => Value;
}

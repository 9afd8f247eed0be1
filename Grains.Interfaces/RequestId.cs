namespace Orchestrator;

/// <summary>Names one request through every room, so that a repeated call is recognised as the same one.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.request-id")]
public readonly record struct RequestId([property: Id(0)] Guid Value)
{
    public static RequestId Create() => new(Guid.CreateVersion7());

    public override string ToString() => $"req_{Value:N}";
}

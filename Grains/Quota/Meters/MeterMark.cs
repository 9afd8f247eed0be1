namespace Orchestrator.Quota;

/// <summary>A meter's state as it is written down, and the terms it was counted under.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.meter-mark")]
internal sealed record MeterMark
{
    [Id(0)] public required LimitTerms Terms { get; init; }
}

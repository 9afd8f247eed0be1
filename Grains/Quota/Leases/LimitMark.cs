namespace Orchestrator.Quota;

/// <summary>One count of a limit as it is written down: what is used, and how many units at most are leased beside it.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.limit-mark")]
internal sealed record LimitMark([property: Id(0)] MeterMark Meter, [property: Id(1)] long Held);

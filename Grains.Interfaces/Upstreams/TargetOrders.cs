namespace Orchestrator.Upstreams;

/// <summary>What an operator ordered for a target, over what is configured.</summary>
/// <param name="Target">The upstream's name, a slash, and what the upstream calls the model.</param>
/// <param name="Drained">Whether it takes no new calls.</param>
/// <param name="Weight">Its weight among its model's targets; null leaves what is configured.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.target-orders")]
public readonly record struct TargetOrders([property: Id(0)] string Target, [property: Id(1)] bool Drained, [property: Id(2)] double? Weight);

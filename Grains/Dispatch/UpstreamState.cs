using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>What an operator ordered for the targets of one upstream.</summary>
[GenerateSerializer, Alias("orchestrator.upstream-state")]
internal sealed class UpstreamState
{
    [Id(0)] public Dictionary<string, TargetOrders> Orders { get; set; } = [];
}

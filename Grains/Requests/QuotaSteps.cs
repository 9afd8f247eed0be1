using System.Collections.Immutable;
using Orchestrator.Quota;
using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>The hall's second and last step but one: reserves before the call, settles after it.</summary>
internal sealed class QuotaSteps(OrchestratorMeter meter)
{
    public Task<Reservation> Reserve(ChatRequest request, long tokens) => throw new NotSupportedException($"{request} {tokens} {meter}");

    public Task<ImmutableArray<QuotaLevel>> Settle(ChatRequest request, long? tokens, TokenUsage? usage) => throw new NotSupportedException($"{request} {tokens} {usage}");
}

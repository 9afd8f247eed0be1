using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Orchestrator.Durability;

/// <summary>Reports a store that may lose what it acknowledged: degraded where that is accepted, unhealthy where it is not.</summary>
internal sealed class DurabilityCheck(StoreWatch watch, DurabilityDemand demand) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Report(watch.Durability));

    private HealthCheckResult Report(StoreDurability durability)
    {
        if (durability.Verdict == StoreVerdict.Kept) return HealthCheckResult.Healthy();
        var status = demand.IsMetBy(durability) ? HealthStatus.Degraded : HealthStatus.Unhealthy;
        var data = new Dictionary<string, object> { ["verdict"] = durability.Verdict.ToString(), ["findings"] = durability.Findings };
        return new HealthCheckResult(status, $"The store {durability.InWords}: {string.Join(' ', durability.Findings)}", data: data);
    }
}

namespace Orchestrator.Quota;

internal sealed class QuotaPlans
{
    public PlanTerms Of(TenantId tenant) => throw new NotSupportedException($"{tenant}");
}

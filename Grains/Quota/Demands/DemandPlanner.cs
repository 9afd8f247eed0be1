namespace Orchestrator.Quota;

internal sealed class DemandPlanner
{
    public Demand Of(PlanTerms plan, QuotaRequest request) => throw new NotSupportedException($"{plan} {request}");
}

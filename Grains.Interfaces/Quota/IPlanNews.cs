namespace Orchestrator.Quota;

/// <summary>Tenants and plans that are made while the cluster runs, as this process knows them.</summary>
public interface IPlanNews
{
    /// <summary>Asks for what is newer than what is known, and waits for it. Plans are in configuration when this returns.</summary>
    Task Refresh();

    /// <summary>The plan that an operator gave to the tenant, before what configuration says; null where none did.</summary>
    string? PlanOf(TenantId tenant);
}

namespace Orchestrator.Tenants;

/// <summary>The section with the names of the register's plans, by which what the register put into configuration is told from what an operator wrote there.</summary>
public static class RegisterMark
{
    public const string Plans = "Registered:Plans";
}

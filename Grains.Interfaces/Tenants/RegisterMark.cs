namespace Orchestrator.Tenants;

/// <summary>The setting by which what the register put into configuration is told from what an operator wrote there.</summary>
public static class RegisterMark
{
    /// <summary>Below a tenant that was made in the register, and below a key.</summary>
    public const string Name = "Registered";

    /// <summary>The section with the names of the register's plans: a plan's own has no room for a mark.</summary>
    public const string Plans = "Registered:Plans";
}

namespace Orchestrator.Tenants;

/// <summary>The setting by which what the register put into configuration is told from what an operator wrote there.</summary>
public static class RegisterMark
{
    /// <summary>Below a tenant that was made in the register, below a plan, and below a key.</summary>
    public const string Name = "Registered";
}

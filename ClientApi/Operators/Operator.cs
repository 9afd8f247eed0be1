namespace Orchestrator.Operators;

/// <summary>Somebody who may look, and whether also change what is there.</summary>
/// <param name="Stamp">Changes with the key, so that what was opened with an earlier one is closed.</param>
internal sealed record Operator(string Name, OperatorRole Role, string Stamp)
{
    public bool MayChange => Role is OperatorRole.Admin;
}

/// <summary>What an operator may do.</summary>
public enum OperatorRole
{
    /// <summary>Look at everything but what is said.</summary>
    Reader,

    /// <summary>Look, and change what is there.</summary>
    Admin,
}

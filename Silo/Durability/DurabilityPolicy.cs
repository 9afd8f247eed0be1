namespace Orchestrator.Durability;

/// <summary>What a silo does when its store may lose what it acknowledged.</summary>
internal enum DurabilityPolicy
{
    /// <summary>Starts, warns in the log and is <c>Degraded</c>; refuses to start when a plan is Strict, because a store that forgets grants the same rights twice.</summary>
    Warn,

    /// <summary>Refuses to start, whatever the plans.</summary>
    Require,

    /// <summary>Starts whatever the plans, warns in the log and is <c>Degraded</c>.</summary>
    Accept,
}

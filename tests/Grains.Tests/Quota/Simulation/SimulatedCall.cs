namespace Orchestrator.Tests.Quota;

/// <summary>One request: what it may use and, as only the world knows before, what it will.</summary>
internal sealed class SimulatedCall(long tokens, long used, TimeSpan duration)
{
    public long Tokens { get; } = tokens;

    public long Used { get; } = used;

    public TimeSpan Duration { get; } = duration;

    public long AdmittedAt { get; set; }

    public long? SettledAt { get; set; }

    /// <summary>Whether the lease under which it was reserved lapsed while it ran: what it had reserved counted as used then.</summary>
    public bool HasLapsed { get; set; }

    /// <summary>Whether its settlement told the authority what it used.</summary>
    public bool IsCounted => SettledAt is not null && !HasLapsed;
}

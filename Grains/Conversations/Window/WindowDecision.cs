namespace Orchestrator.Conversations;

/// <summary>What may be sent of a conversation.</summary>
internal abstract record WindowDecision
{
    private WindowDecision() { }

    /// <summary>All that was said from that turn on may be sent, as it was the last time.</summary>
    public sealed record Fits(int From) : WindowDecision;

    /// <summary>From now on what was said is sent from that turn on; so many turns before it, which were sent the last time, are sent no more.</summary>
    public sealed record Shrink(int From, int Dropped) : WindowDecision;

    /// <summary>It does not fit: the least that would have to be sent, the answer included, and the most that may be, in tokens.</summary>
    public sealed record Overflow(long Asked, long Limit) : WindowDecision;
}

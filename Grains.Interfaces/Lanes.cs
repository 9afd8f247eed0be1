namespace Orchestrator;

/// <summary>
/// How callers spread over a stateless pool. A cancellation is addressed to a grain id and not to an activation, so a pool whose ids
/// have several activations would cancel the wrong one: each lane has exactly one activation a silo, is reentrant, and so never queues.
/// </summary>
public static class Lanes
{
    /// <summary>Lanes of each pool.</summary>
    public const int Count = 32;

    private static int s_next;

    /// <summary>The lanes in turn.</summary>
    public static int Next() => (int)((uint)Interlocked.Increment(ref s_next) % Count);
}

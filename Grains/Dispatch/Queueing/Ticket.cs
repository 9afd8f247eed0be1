using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>One call in a fair queue, until it is taken, leaves or expires.</summary>
/// <param name="Entrant">Who waits.</param>
/// <param name="Number">Counts the tickets of the queue: of equal priority the lower goes first.</param>
/// <param name="Since">When it came, in ticks of the queue's clock.</param>
/// <param name="Until">When its turn is of no more use, in ticks of the queue's clock.</param>
/// <param name="Item">Whatever waits.</param>
internal sealed record Ticket<T>(Entrant Entrant, long Number, long Since, long Until, T Item)
{
    /// <summary>Tokens that it was expected to use when it was taken, divided by the weight.</summary>
    public double Expected { get; set; }
}

/// <summary>Why a call may not wait.</summary>
internal enum QueueBound
{
    /// <summary>None: it may.</summary>
    None,

    /// <summary>Too many wait.</summary>
    Length,

    /// <summary>Too many of the tenant wait.</summary>
    Tenant,

    /// <summary>Too many bytes wait.</summary>
    Bytes,

    /// <summary>Its turn would come too late for it.</summary>
    Time,

    /// <summary>Its tenant sends more than can have a turn in good time.</summary>
    Overload,
}

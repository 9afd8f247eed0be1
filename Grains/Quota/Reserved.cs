namespace Orchestrator.Quota;

/// <summary>A reservation that is not settled yet: what it holds of each limit, since when, and after which write it is durable.</summary>
internal sealed class Reserved(RequestId request, Hold[] holds, long at)
{
    public RequestId Request { get; } = request;

    public Hold[] Holds { get; } = holds;

    public long At { get; } = at;

    /// <summary>Nothing is granted before this many writes have succeeded.</summary>
    public long DurableAfter { get; set; }
}

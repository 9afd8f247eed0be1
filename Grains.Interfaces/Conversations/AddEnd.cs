namespace Orchestrator.Conversations;

/// <summary>Whether messages could be added to a conversation without asking the model.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.add-end")]
public abstract record AddEnd
{
    private AddEnd() { }

    /// <summary>They are durable, as a turn of their own.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.add-end.added")]
    public sealed record Added([property: Id(0)] Turn Turn) : AddEnd;

    /// <summary>A turn is running.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.add-end.locked")]
    public sealed record Locked : AddEnd;

    /// <summary>The conversation has reached its bound of turns or bytes.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.add-end.full")]
    public sealed record Full([property: Id(0)] string Bound, [property: Id(1)] long Limit) : AddEnd;

    [GenerateSerializer, Immutable, Alias("orchestrator.add-end.missing")]
    public sealed record Missing : AddEnd;
}

/// <summary>Whether an answer could be erased.</summary>
[GenerateSerializer, Alias("orchestrator.erase-end")]
public enum EraseEnd
{
    /// <summary>Nothing of it is kept any more.</summary>
    Erased,

    /// <summary>A turn is running, whose past must not change.</summary>
    Locked,

    /// <summary>No such answer.</summary>
    Missing,
}

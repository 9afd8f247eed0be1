namespace Orchestrator.Conversations;

/// <summary>Which of a tenant's conversations are wanted, as far as the list knows them. Bounds go with the order by what they bound.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.conversation-search")]
public sealed record ConversationSearch
{
    /// <summary>Most that a page may have.</summary>
    public const int MostOfPage = 1_000;

    [Id(0)] public ConversationOrder Order { get; init; }

    /// <summary>With <see cref="ConversationOrder.Latest"/>: only those in which nothing was said since; null for all.</summary>
    [Id(1)] public DateTimeOffset? UnusedSince { get; init; }

    /// <summary>With <see cref="ConversationOrder.Largest"/>: only those of at least so many bytes; 0 for all.</summary>
    [Id(2)] public long AtLeast { get; init; }

    /// <summary>How many to pass over.</summary>
    [Id(3)] public int Offset { get; init; }

    /// <summary>Most that are answered: 1 to <see cref="MostOfPage"/>.</summary>
    [Id(4)] public int Most { get; init; } = 50;

    /// <summary>Throws where it asks for what the list cannot answer.</summary>
    public void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(Most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Most, MostOfPage);
        ArgumentOutOfRangeException.ThrowIfNegative(AtLeast);
        if (Order is ConversationOrder.Largest ? UnusedSince is not null : AtLeast > 0) throw new ArgumentException($"The order {Order} knows no such bound.");
    }
}

/// <summary>Which conversations come first.</summary>
[GenerateSerializer, Alias("orchestrator.conversation-order")]
public enum ConversationOrder
{
    /// <summary>Those in which something was said last.</summary>
    Latest,

    /// <summary>Those with the most bytes.</summary>
    Largest,
}

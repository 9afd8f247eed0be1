using System.Collections.Immutable;
using Orchestrator.Conversations;

namespace Orchestrator.Requests;

/// <summary>One request as the door hands it to the hall: who asks, what is asked, and which conversation it continues.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.chat-request")]
public sealed record ChatRequest
{
    [Id(0)] public required RequestId Id { get; init; }

    [Id(1)] public required TenantId Tenant { get; init; }

    [Id(2)] public required Prompt Prompt { get; init; }

    /// <summary>Where the answer is to be remembered; null for a request without memory.</summary>
    [Id(3)] public TurnPlace? Place { get; init; }

    /// <summary>Messages put in front of the history for this request alone; they are never remembered.</summary>
    [Id(10)] public ImmutableArray<Message> Instructions { get; init; } = [];

    /// <summary>Where the request came in; null where that is the silo's own process.</summary>
    [Id(5)] public IDoor? Door { get; init; }

    /// <summary>The W3C trace that the request belongs to, as <c>traceparent</c> says it; null where there is none.</summary>
    [Id(6)] public string? Trace { get; init; }

    /// <summary>The id of the key that the caller showed. Like the tenant it comes only from the credential.</summary>
    [Id(7)] public string Key { get; init; } = "";

    /// <summary>When it came in, to the second, as the answer will say it.</summary>
    [Id(8)] public DateTimeOffset AskedAt { get; init; }

    /// <summary>Whether the oldest turns of its conversation may be left out where all of them do not fit the model's window.</summary>
    [Id(11)] public bool MayDropTurns { get; init; }

    /// <summary>What the answer repeats of its request, as the door wrote it; kept with the answer.</summary>
    [Id(9)] public ReadOnlyMemory<byte> Settings { get; init; }

    /// <summary>When the client stops waiting; null where it did not say.</summary>
    [Id(12)] public DateTimeOffset? Deadline { get; init; }

    /// <summary>From how many tokens of prompt on the oldest turns of its conversation are summarised, whatever the model's window; null where the client did not ask for it.</summary>
    [Id(14)] public long? CompactAbove { get; init; }

    /// <summary>Among the tenant's own requests, higher goes first; 0 is usual.</summary>
    [Id(13)] public int Priority { get; init; }
}

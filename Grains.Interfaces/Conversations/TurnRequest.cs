namespace Orchestrator.Conversations;

/// <summary>Asks for the next turn of a conversation.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.turn-request")]
public sealed record TurnRequest
{
    [Id(0)] public required RequestId Request { get; init; }

    /// <summary>The silo that runs the turn. When it is declared dead the turn is given up by itself.</summary>
    [Id(1)] public required SiloAddress Runner { get; init; }

    /// <summary>The answer that this turn follows; null for the end of the conversation.</summary>
    [Id(2)] public ResponseId? After { get; init; }

    /// <summary>Whether the turn will be kept. One that is not only reads, and needs no turn of its own.</summary>
    [Id(3)] public bool Keep { get; init; } = true;

    /// <summary>What it will take of its model's window; null where that is not known, and then all is sent that was sent the last time.</summary>
    [Id(4)] public WindowAsked? Window { get; init; }
}

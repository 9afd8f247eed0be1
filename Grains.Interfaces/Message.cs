namespace Orchestrator;

/// <summary>
/// One message of a prompt: who spoke, and the JSON object exactly as it was received or sent. It is kept verbatim so that tool calls
/// and reasoning come back as they were and the provider's prefix cache goes on hitting.
/// </summary>
[GenerateSerializer, Immutable, Alias("orchestrator.message")]
public sealed record Message([property: Id(0)] string Role, [property: Id(1)] ReadOnlyMemory<byte> Json);

using System.Collections.Immutable;

namespace Orchestrator;

/// <summary>What the model is asked: the messages, and every other parameter of the wire as it was received, known to us or not.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.prompt")]
public sealed record Prompt
{
    [Id(0)] public required ModelName Model { get; init; }

    [Id(1)] public required ImmutableArray<Message> Messages { get; init; }

    /// <summary>The remaining members of the request, UTF-8, comma separated and without the braces; empty when there are none. What has a member here is not among them.</summary>
    [Id(2)] public ReadOnlyMemory<byte> Parameters { get; init; }

    /// <summary>The most tokens that may come back, where the client set it. Upstreams differ in what they call it.</summary>
    [Id(3)] public int? MaxTokens { get; init; }

    /// <summary>Whether the answer is wanted in chunks.</summary>
    [Id(4)] public bool Stream { get; init; }
}

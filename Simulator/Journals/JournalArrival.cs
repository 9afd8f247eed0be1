namespace Orchestrator.Simulator;

/// <summary>What is known of a request when it has arrived.</summary>
internal sealed record JournalArrival(
    long Number,
    DateTimeOffset ArrivedAt,
    string Path,
    string Account,
    string? UserId,
    string? Model,
    bool Stream,
    IReadOnlyDictionary<string, string> Headers,
    ReadOnlyMemory<byte> Body);

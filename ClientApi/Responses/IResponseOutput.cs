using System.Collections.Immutable;

namespace Orchestrator.Responses;

/// <summary>Where the events of a response are told: a stream of server-sent events, or a socket.</summary>
internal interface IResponseOutput
{
    /// <summary>Whose names the events bear.</summary>
    WireDialect Dialect { get; }

    /// <summary>What is left of the tenant's limits, before the first event.</summary>
    void Limits(ImmutableArray<QuotaLevel> levels);

    /// <summary>Writes one event; it leaves with the next flush.</summary>
    void Event(string type, ReadOnlySpan<byte> json);

    /// <summary>Nothing came for a while: shows that the line lives, where it does not show by itself.</summary>
    void KeepAlive();

    /// <summary>Hands what was written to the client. Fails as cancelled when the client is gone, or does not read.</summary>
    ValueTask Flush();
}

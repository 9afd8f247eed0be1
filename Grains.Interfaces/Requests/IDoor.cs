using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Orchestrator.Requests;

/// <summary>
/// A process at which requests come in, where that is not a silo. Orleans tells such a client neither that the silo of a running call died
/// nor a silo that the client did, so the two keep in touch: silent for a few beats means gone.
/// </summary>
[Alias("orchestrator.door")]
public interface IDoor : IGrainObserver
{
    /// <summary>How often a silo says which of a door's requests it runs.</summary>
    static readonly TimeSpan BeatEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>How long either waits for the other before it holds it for gone.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Says which of the door's requests run on the calling silo. Answers with those that nobody waits for any more.</summary>
    [AlwaysInterleave, Alias("running"), ResponseTimeout("00:00:03")]
    Task<ImmutableArray<RequestId>> Running(ImmutableArray<RequestId> requests);
}

using Orchestrator.Requests;

namespace Orchestrator.Background;

/// <summary>Where background answers begin. Keyed by lane, 0 to <see cref="Lanes.Count"/> - 1; every silo has its own activation of each lane.</summary>
[Alias("orchestrator.background-desk")]
public interface IBackgroundDesk : IGrainWithIntegerKey
{
    /// <summary>
    /// Begins the request, and returns as soon as it has its turn and its quota and is written down: from then on it goes its way on the silo
    /// that took it. What stood in its way before that is the outcome, and nothing of it is kept.
    /// </summary>
    [Alias("start"), ResponseTimeout("00:02:00")]
    Task<BackgroundStart> Start(ChatRequest request);
}

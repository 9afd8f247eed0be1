using Orleans.Concurrency;

namespace Orchestrator.Background;

/// <summary>One background answer: what there is of it, for whoever comes by, at any silo and from any point. Keyed by <c>{tenant}/{response}</c>.</summary>
[Alias("orchestrator.background")]
public interface IBackgroundGrain : IGrainWithStringKey
{
    /// <summary>Writes down that the answer is being made. Repeating it changes nothing.</summary>
    [Alias("open")]
    Task Open(BackgroundAnswer answer);

    /// <summary>Takes a batch, in any order. Returns once it is durable: false where no more is wanted.</summary>
    [Alias("append"), ResponseTimeout("00:01:00")]
    Task<bool> Append(ChunkBatch batch);

    /// <summary>Says that the answer is still being made. False where it is not wanted any more.</summary>
    [AlwaysInterleave, Alias("beat"), ResponseTimeout("00:00:03")]
    Task<bool> Beat();

    /// <summary>Writes down how it ended, unless that was said before.</summary>
    [Alias("end")]
    Task End(BackgroundEnd end);

    /// <summary>
    /// What there is from that chunk on, at most about 256 KiB. Where there is nothing new it waits for up to two seconds, if told to.
    /// Null where there is no such answer, or none any more.
    /// </summary>
    [AlwaysInterleave, Alias("read"), ResponseTimeout("00:00:05")]
    Task<BackgroundPart?> Read(int from, bool wait);

    /// <summary>Ends the answer where it is: what was to be remembered of it will not be. Cancelling twice is the same as once.</summary>
    [Alias("cancel")]
    Task<BackgroundVerdict> Cancel();

    /// <summary>Removes all that is kept of an answer that has ended.</summary>
    [Alias("delete")]
    Task<BackgroundVerdict> Delete();
}

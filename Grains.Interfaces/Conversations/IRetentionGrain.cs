namespace Orchestrator.Conversations;

/// <summary>Removes conversations that have grown old. There is one, keyed by 0.</summary>
[Alias("orchestrator.retention")]
public interface IRetentionGrain : IGrainWithIntegerKey
{
    /// <summary>Sees to it that old conversations are looked for from now on, as often as is configured. Idempotent.</summary>
    [Alias("start")]
    Task Start();

    /// <summary>Looks for old conversations now, and answers when all were looked at. Where it is under way already it answers with that one's end.</summary>
    [Alias("sweep"), ResponseTimeout("01:00:00")]
    Task<RetentionSweep> Sweep();
}

/// <summary>What one look for old conversations came to.</summary>
/// <param name="Looked">Conversations that were asked.</param>
/// <param name="Removed">Those of which nothing is left, or nothing but the mark of their deletion.</param>
/// <param name="Failed">Those that could not be asked, and will be at the next time.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.retention-sweep")]
public readonly record struct RetentionSweep([property: Id(0)] int Looked, [property: Id(1)] int Removed, [property: Id(2)] int Failed);

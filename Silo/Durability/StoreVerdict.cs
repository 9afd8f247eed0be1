namespace Orchestrator.Durability;

/// <summary>What a crash does to what the store acknowledged, from best to worst. Not to know stands behind a known small loss, because it may be any of them.</summary>
internal enum StoreVerdict
{
    /// <summary>Nothing is lost.</summary>
    Kept,

    /// <summary>The last second or so is lost.</summary>
    LosesLastSecond,

    /// <summary>The store did not tell enough.</summary>
    Unknown,

    /// <summary>Anything may be lost, by a crash or without one.</summary>
    MayLoseAnything,
}

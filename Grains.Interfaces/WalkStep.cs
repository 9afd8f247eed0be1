namespace Orchestrator;

/// <summary>The steps of a request's walk through the rooms, in their order. Each names what is behind the request once it is reached.</summary>
[GenerateSerializer, Alias("orchestrator.walk-step")]
public enum WalkStep
{
    /// <summary>Its turn in the conversation has begun, or none was needed.</summary>
    Begun,

    /// <summary>Quota was asked and has answered.</summary>
    Reserved,

    /// <summary>It was its turn, where a limit lets requests through one by one.</summary>
    Called,

    /// <summary>The first of the answer was there.</summary>
    FirstToken,

    /// <summary>The upstream call ended.</summary>
    Answered,

    /// <summary>Quota was settled.</summary>
    Settled,

    /// <summary>The turn was kept.</summary>
    Kept,
}

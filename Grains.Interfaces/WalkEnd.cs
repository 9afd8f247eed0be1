namespace Orchestrator;

/// <summary>How a request's walk ended, and who ended it.</summary>
[GenerateSerializer, Alias("orchestrator.walk-end")]
public enum WalkEnd
{
    /// <summary>Something broke inside, and nobody knows more.</summary>
    Broken,
    Completed,
    Refused,
    UpstreamFailed,
    Invalid,
    ClientGone,
}

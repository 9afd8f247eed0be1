namespace Orchestrator.Simulator;

/// <summary>The endpoint by which a request came in.</summary>
internal enum Door
{
    /// <summary>Chat completions.</summary>
    Chat,

    /// <summary>Chat completions at the beta base, where an answer can be continued.</summary>
    BetaChat,

    /// <summary>Text completions, which fill in the middle.</summary>
    Text,
}

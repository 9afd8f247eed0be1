namespace Orchestrator.Simulator;

/// <summary>One token and the part of the answer to which it belongs.</summary>
internal readonly record struct Piece(PieceKind Kind, string Text);

/// <summary>The parts of an answer, in the order in which they are sent.</summary>
internal enum PieceKind
{
    /// <summary>What the model thinks.</summary>
    Reasoning,

    /// <summary>What the model says.</summary>
    Content,

    /// <summary>What the model passes to a tool.</summary>
    Arguments,
}

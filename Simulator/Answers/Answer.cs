namespace Orchestrator.Simulator;

/// <summary>What the model says, token by token: first its reasoning, then its content or its call of a tool.</summary>
internal sealed record Answer
{
    public IReadOnlyList<string> Reasoning { get; init; } = [];

    public IReadOnlyList<string> Content { get; init; } = [];

    /// <summary>Tokens of the same answer that the client had already; null where it began it in other words, or not at all.</summary>
    public int? Begun { get; init; }

    public ToolCall? Call { get; init; }

    public bool Thinks { get; init; }

    public string? FinishReason { get; init; }

    public int Tokens => Reasoning.Count + Content.Count + (Call?.Fragments.Count ?? 0);

    public string Text => string.Concat(Content);

    public IEnumerable<Piece> Pieces()
    {
        foreach (var token in Reasoning)
            yield return new Piece(PieceKind.Reasoning, token);
        foreach (var token in Content)
            yield return new Piece(PieceKind.Content, token);
        foreach (var fragment in Call?.Fragments ?? [])
            yield return new Piece(PieceKind.Arguments, fragment);
    }
}

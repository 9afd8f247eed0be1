namespace Orchestrator.Simulator;

/// <summary>A call of a function, its arguments in the fragments in which they are streamed.</summary>
internal sealed record ToolCall(string Id, string Name, IReadOnlyList<string> Fragments)
{
    public string Arguments => string.Concat(Fragments);
}

namespace Orchestrator.Quota;

/// <summary>A part of a backlog that arrived together, and how many holders may still give something back from here downwards.</summary>
internal sealed class Layer(int generation)
{
    /// <summary>A holder of an older generation's layer has nothing left to give back.</summary>
    public int Generation { get; } = generation;

    public Int128 Depth { get; set; }

    public int Holders { get; set; }

    public Layer? Above { get; set; }

    /// <summary>The layer underneath; where this one was folded, the layer that took over its holders.</summary>
    public Layer? Below { get; set; }

    public bool Folded { get; set; }
}

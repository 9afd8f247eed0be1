namespace Orchestrator.Simulator;

/// <summary>What the gate answers: a slot to leave by, or the two numbers that the refusal tells.</summary>
internal abstract record ConcurrencyEntry
{
    internal sealed record Entered(ConcurrencySlot Slot) : ConcurrencyEntry;

    internal sealed record Refused(int Running, int Ceiling) : ConcurrencyEntry;
}

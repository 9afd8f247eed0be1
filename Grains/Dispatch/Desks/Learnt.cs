namespace Orchestrator.Dispatch;

/// <summary>What a silo has learnt of an upstream's load and has not told yet.</summary>
/// <param name="FirstTokens">First tokens that came.</param>
/// <param name="Took">How long they took together.</param>
internal readonly record struct Learnt(int Refusals, int? NamedLimit, int FirstTokens, TimeSpan Took)
{
    public TimeSpan MeanFirstToken => FirstTokens == 0 ? TimeSpan.Zero : Took / FirstTokens;

    public Learnt And(Learnt later) =>
        new(Refusals + later.Refusals, later.NamedLimit ?? NamedLimit, FirstTokens + later.FirstTokens, Took + later.Took);
}

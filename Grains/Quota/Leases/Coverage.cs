namespace Orchestrator.Quota;

/// <summary>What a successor would count of a limit that starts from the store now: the use that was written down, as time has worn it off since, and the units held.</summary>
/// <remarks>
/// With D and h the use and the units held in truth and D' and h' those here, the truth is covered while <c>h ≤ h'</c> and
/// <c>D + h ≤ D' + h'</c>. Both D and D' forget the same things at the same time, except that D may forget more; units that move from h
/// to D when they are spent leave the sum as it is; so what is covered once stays covered until more is granted.
/// </remarks>
internal sealed class Coverage(Meter used, long held)
{
    public long Held { get; } = held;

    public void Advance(long now) => used.Advance(now);

    /// <summary>Whether a successor would count at least this much.</summary>
    public bool Covers(Meter truth, long held) => held <= Held && truth.IsWithin(used, Held - held);

    /// <summary>How many units more it counts; what a crash now would burn.</summary>
    public long Beyond(Meter truth, long held) => used.Used + Held - truth.Used - held;
}

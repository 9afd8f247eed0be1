using CsCheck;
using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>Requests that ask, are held and are settled against one meter, and a log of what was granted and spent when.</summary>
internal sealed class MeterRun(Meter meter, long start, long period)
{
    public const long Start = 638_000_000_000_000_000;

    public static readonly Gen<MeterStep[]> Steps = Gen.Select(
        Gen.Frequency((1, Gen.Const(0)), (4, Gen.Int[0, 400]), (1, Gen.Int[900, 2_500]), (1, Gen.Int[-1_500, -1])), Gen.Int[0, 2],
        Gen.Enum<MeterDeed>(), Gen.Int[0, 110], Gen.Int[0, 9], Gen.Int[0, 100],
        (permille, jitter, deed, percent, which, share) => new MeterStep(permille, jitter, deed, percent, which, share)).Array[1, 50];

    // However often, it stays below 2^63, where what is used saturates and the log does not.
    private const long MostOverrun = long.MaxValue / 60;

    private readonly List<(long Granted, long Units)> _open = [];

    public Meter Meter { get; } = meter;

    public long Held { get; private set; }

    /// <summary>What the clock shows.</summary>
    public long Now { get; private set; } = start;

    /// <summary>The latest that it has shown: a clock that went back forgets nothing.</summary>
    public long Latest { get; private set; } = start;

    /// <summary>What was spent out of what was held, by when it was granted.</summary>
    public List<Spending> ByGrant { get; } = [];

    /// <summary>Everything spent, by when it was spent.</summary>
    public List<Spending> BySettle { get; } = [];

    public void Do(MeterStep step, bool overruns)
    {
        Now += (long)((Int128)period * step.Permille / 1_000) + step.Jitter;
        Latest = Math.Max(Latest, Now);
        Meter.Advance(Now);
        switch (step.Deed)
        {
            case MeterDeed.Settle when _open.Count > 0:
                Settle(step.Which % _open.Count, step.Share);
                break;
            case MeterDeed.Overrun when overruns:
                Spend(Math.Min(step.UnitsOf(Meter.Capacity), MostOverrun));
                break;
            default:
                Ask(step.UnitsOf(Meter.Capacity));
                break;
        }
    }

    private void Ask(long units)
    {
        if (!Meter.Fits(Held, units)) return;
        Held += units;
        _open.Add((Latest, units));
        if (Meter.Shapes) Settle(_open.Count - 1, 100);
    }

    private void Settle(int which, int share)
    {
        var (granted, units) = _open[which];
        var spent = (long)((Int128)units * share / 100);
        _open.RemoveAt(which);
        Held -= units;
        Spend(spent);
        ByGrant.Add(new Spending(granted, spent));
    }

    private void Spend(long units)
    {
        Meter.Spend(units);
        BySettle.Add(new Spending(Latest, units));
    }
}

internal sealed record Spending(long At, long Units);

internal enum MeterDeed
{
    Ask,
    AskAgain,
    Settle,
    Overrun,
}

/// <param name="Permille">How far the clock moves, of the period.</param>
/// <param name="Percent">How much is asked, of the capacity.</param>
/// <param name="Share">How much of what was held is spent, in percent.</param>
internal sealed record MeterStep(int Permille, int Jitter, MeterDeed Deed, int Percent, int Which, int Share)
{
    // Rounded up so that small capacities are asked for single units.
    public long UnitsOf(long capacity) => (long)(((Int128)capacity * Percent + 99) / 100);
}

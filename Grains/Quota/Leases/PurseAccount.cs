namespace Orchestrator.Quota;

/// <summary>What a silo has of one limit: units that lie idle, units that running requests have reserved, and what was used of it and is not yet told.</summary>
internal sealed class PurseAccount(LimitKey key, LimitTerms terms)
{
    private const int FewestPermits = 4;

    private static readonly long s_window = TimeSpan.FromMilliseconds(100).Ticks;

    // What was told last, what the authority is known to have heard, and the least that it may count as held here, whichever statements it heard.
    private LeaseAccount _told;
    private LeaseAccount _heard;
    private LeaseAccount _least;
    private LeaseAccount _leastBefore;
    private long _windowStart;
    private long _taken;
    private long _largest;
    private long _mostReserved;
    private long _demand;
    private long _typical;

    public LimitKey Key { get; } = key;

    public LimitTerms Terms { get; set; } = terms;

    public long Idle { get; private set; }

    public long Reserved { get; private set; }

    /// <summary>Used out of what was held, in all since the epoch's first answer.</summary>
    public long Spent { get; private set; }

    /// <summary>Used beyond what was held, in all since the epoch's first answer.</summary>
    public long Owed { get; private set; }

    public long OwedCounted { get; private set; }

    /// <summary>How many units may lie idle.</summary>
    public long Keep { get; private set; }

    public QuotaLevel? Level { get; private set; }

    public long LevelAt { get; private set; }

    public bool Shapes => Terms.Unit is not QuotaUnit.Concurrency && Terms.Algorithm is QuotaAlgorithm.LeakyBucket;

    public long Held => Idle + Reserved;

    /// <summary>Units that lie idle and that others could use.</summary>
    public long Surplus => Math.Max(0, Idle - (Shapes ? 0 : Keep));

    /// <summary>What may lie idle is half used up.</summary>
    public bool RunsShort => Keep > 0 && (Terms.Unit is QuotaUnit.Concurrency ? Held < Keep : Idle < Keep / 2);

    /// <summary>The authority does not know what is used, owed and held.</summary>
    public bool HasNews => Spent != _heard.Spent || Owed != OwedCounted || Held != _heard.Held;

    /// <summary>Idle units that a request may take here. Where none may lie idle, those that do are on their way back, and the authority decides.</summary>
    public long Usable => Shapes || Keep == 0 ? 0 : Idle;

    /// <summary>Moves idle units to a request, as many as it may have.</summary>
    public long Reserve(long units)
    {
        var covered = Math.Min(Usable, units);
        Idle -= covered;
        Keeping(covered);
        return covered;
    }

    /// <summary>Moves reserved units back; where they have lapsed they are gone.</summary>
    public void Return(long units, bool lapsed)
    {
        if (!lapsed) Idle += units;
        if (!lapsed || Terms.Unit is QuotaUnit.Concurrency) Reserved -= units;
    }

    /// <summary>Counts reserved units as used.</summary>
    public void Spend(long units)
    {
        Reserved -= units;
        Spent += units;
    }

    /// <summary>Counts units as used that nobody had reserved.</summary>
    public void Overrun(long units)
    {
        var covered = Math.Min(Idle, units);
        Idle -= covered;
        Spent += covered;
        Owed += units - covered;
    }

    /// <summary>Notes what a request asked for, so that the demand is known.</summary>
    public void Note(long units, long now)
    {
        Roll(now);
        _taken += units;
        _largest = Math.Max(_largest, units);
    }

    /// <summary>
    /// Gives back what lies idle beyond what may, and says what there is. To an authority that has heard nothing yet it is first said what a
    /// predecessor counted as held here, so that what was used and given back of that since can be told to it.
    /// </summary>
    public LeaseAccount State(long now, bool isDeclaration)
    {
        Roll(now);
        Idle -= Surplus;
        _told = isDeclaration
            ? new LeaseAccount(Key, _least.Held, Idle, 0, 0, _demand, _typical)
            : new LeaseAccount(Key, Held, Idle, Spent, Owed, _demand, _typical);
        _leastBefore = _least;
        if (!isDeclaration) _least = _told with { Held = Math.Min(_told.Held, _least.Held) };
        return _told;
    }

    /// <summary>The authority has heard what was told last, and leased units ahead.</summary>
    public void Accept(LeaseGrant grant, long at)
    {
        _heard = _least = _told with { Held = _told.Held + grant.Ahead };
        Idle += grant.Ahead;
        (Keep, OwedCounted, Level, LevelAt) = (grant.Keep, grant.OwedCounted, grant.Level ?? Level, at);
    }

    /// <summary>Takes over units that were granted to a request.</summary>
    public void Receive(long units)
    {
        if (Shapes || units == 0) return;
        _heard = _least = _heard with { Held = _heard.Held + units };
        Keeping(units);
    }

    /// <summary>What was told last met an authority that knows nothing of it: it is told all over again.</summary>
    public void StartEpoch()
    {
        _least = _leastBefore;
        (Spent, Owed, OwedCounted) = (Spent - _least.Spent, Owed - OwedCounted, 0);
        _heard = default;
        _least = _least with { Spent = 0 };
    }

    /// <summary>What was held may be spent no longer. Permits of calls that go on running are still held.</summary>
    public void Lapse()
    {
        Idle = Keep = 0;
        if (Terms.Unit is not QuotaUnit.Concurrency) Reserved = 0;
        (Spent, Owed, OwedCounted) = (0, Owed - OwedCounted, 0);
        _told = _heard = _least = _leastBefore = default;
    }

    public void Close() => Keep = 0;

    private void Keeping(long units)
    {
        Reserved += units;
        _mostReserved = Math.Max(_mostReserved, Reserved);
    }

    private void Roll(long now)
    {
        var elapsed = now - _windowStart;
        if (elapsed < s_window) return;
        var demand = Terms.Unit is not QuotaUnit.Concurrency ? (long)((Int128)_taken * s_window / elapsed)
            : _mostReserved > 0 ? Math.Max(_mostReserved, FewestPermits) : 0;
        _demand = Math.Max(demand, elapsed < 4 * s_window ? _demand / 2 : 0);
        _typical = Math.Max(_largest, elapsed < 4 * s_window ? _typical / 2 : 0);
        (_windowStart, _taken, _largest, _mostReserved) = (now, 0, 0, Reserved);
    }
}

namespace Orchestrator.Quota;

/// <summary>What a silo has of one limit: units that lie idle, units that running requests have reserved, and what was used of it and is not yet told.</summary>
internal sealed class PurseAccount(LimitKey key, LimitTerms terms)
{
    private static readonly long s_window = TimeSpan.FromMilliseconds(100).Ticks;

    private long _windowStart;
    private long _taken;
    private long _largest;
    private long _mostReserved;

    public LimitKey Key { get; } = key;

    public LimitTerms Terms { get; set; } = terms;

    public long Idle { get; private set; }

    public long Reserved { get; private set; }

    /// <summary>Used out of what was held, in all since the epoch's first answer.</summary>
    public long Spent { get; private set; }

    /// <summary>Used beyond what was held, in all since the epoch's first answer.</summary>
    public long Owed { get; private set; }

    public long OwedCounted { get; private set; }

    /// <summary>What was told last; the authority may or may not have heard it.</summary>
    private LeaseAccount Told { get; set; }

    /// <summary>What the authority is known to count.</summary>
    private LeaseAccount Heard { get; set; }

    /// <summary>How many units may lie idle.</summary>
    public long Keep { get; private set; }

    public QuotaLevel? Level { get; private set; }

    public long LevelAt { get; private set; }

    public bool Shapes => Terms.Unit is not QuotaUnit.Concurrency && Terms.Algorithm is QuotaAlgorithm.LeakyBucket;

    public long Held => Idle + Reserved;

    /// <summary>Units that lie idle and that others could use.</summary>
    public long Surplus => Math.Max(0, Idle - (Shapes ? 0 : Keep));

    /// <summary>The authority does not know what is used, owed and held.</summary>
    public bool HasNews => Spent != Heard.Spent || Owed != OwedCounted || Held != Heard.Held;

    /// <summary>Moves idle units to a request, as many as there are.</summary>
    public long Reserve(long units)
    {
        var covered = Shapes ? 0 : Math.Min(Idle, units);
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

    /// <summary>Gives back what lies idle beyond what may, and says what there is.</summary>
    public LeaseAccount State(long now)
    {
        Roll(now);
        Idle -= Surplus;
        return Told = new LeaseAccount(Key, Held, Idle, Spent, Owed, Demand, Typical);
    }

    /// <summary>The authority has heard what was told last, and leased units ahead.</summary>
    public void Accept(LeaseGrant grant, long at)
    {
        Heard = Told with { Held = Told.Held + grant.Ahead };
        Idle += grant.Ahead;
        (Keep, OwedCounted, Level, LevelAt) = (grant.Keep, grant.OwedCounted, grant.Level ?? Level, at);
    }

    /// <summary>Takes over units that were granted to a request.</summary>
    public void Receive(long units)
    {
        if (Shapes) return;
        Heard = Heard with { Held = Heard.Held + units };
        Keeping(units);
    }

    /// <summary>Goes on with an authority that has heard nothing yet.</summary>
    public void StartEpoch() => (Spent, Owed, OwedCounted, Told, Heard) = (0, Owed - OwedCounted, 0, default, default);

    /// <summary>What was held may be spent no longer. Permits of calls that go on running are still held.</summary>
    public void Lapse()
    {
        Idle = Keep = 0;
        if (Terms.Unit is not QuotaUnit.Concurrency) Reserved = 0;
        StartEpoch();
    }

    public void Close() => Keep = 0;

    private void Keeping(long units)
    {
        Reserved += units;
        _mostReserved = Math.Max(_mostReserved, Reserved);
    }

    private long Demand { get; set; }

    private long Typical { get; set; }

    private void Roll(long now)
    {
        var elapsed = now - _windowStart;
        if (elapsed < s_window) return;
        var demand = Terms.Unit is QuotaUnit.Concurrency ? _mostReserved - Reserved : (long)((Int128)_taken * s_window / elapsed);
        Demand = Math.Max(demand, elapsed < 4 * s_window ? Demand / 2 : 0);
        Typical = Math.Max(_largest, elapsed < 4 * s_window ? Typical / 2 : 0);
        (_windowStart, _taken, _largest, _mostReserved) = (now, 0, 0, Reserved);
    }
}

using System.Collections.Immutable;

namespace Orchestrator.Quota;

/// <summary>The authority over one tenant's limits, without grain and store: hears statements, decides asks, and says what has to be written before an answer may be given.</summary>
/// <remarks>
/// Promise: at any time, what is used and what anybody may still spend is within every limit's capacity, whatever dies, stalls or is doubled.
/// <list type="number">
/// <item>A grant is answered only when the store covers it (<see cref="Coverage"/>), so a successor counts it.</item>
/// <item>
/// An authority's word is good for one lease from the beginning of its last successful write. A write fails where another authority has
/// written, so nobody holds a grant one lease after its giver was succeeded. A successor takes all that may be held as held until then.
/// </item>
/// <item>
/// What a silent holder held is taken for used one lease and a tenth after it was last heard, by a write: an authority that was succeeded
/// cannot free what the holder has told the successor to keep. The tenth is for clocks that do not run equally fast.
/// </item>
/// <item>
/// What holders say is counted once: statements are numbered and made for an epoch; in a new epoch a holder first says what it holds, and
/// that is part of what the successor already counts.
/// </item>
/// </list>
/// </remarks>
internal sealed class Authority
{
    private static readonly TimeSpan s_noSuchLimit = TimeSpan.FromSeconds(1);

    private readonly Guid _epoch;
    private readonly TimeSpan _lease;
    private readonly LimitBook _book;
    private readonly HolderBook _holders = new();
    private readonly long _startedAt;
    private WriteInFlight? _write;
    private long? _provenAt;

    public Authority(Guid epoch, TimeSpan lease, QuotaState state, PlanTerms plan, long now)
    {
        (_epoch, _lease, _startedAt) = (epoch, lease, now);
        _book = new LimitBook(state, plan, now);
    }

    public long WritesBegun { get; private set; }

    public long WritesDone { get; private set; }

    public PlanTerms Plan => _book.Plan;

    public QuotaDescription Describe(long now) => new(_book.Levels(now),
    [
        .. from holder in _holders.All
           from lease in holder.Leases
           where lease.Value.Held > 0
           select new LeaseDescription(holder.Silo, lease.Key, lease.Value.Held, new TimeSpan(now - holder.HeardAt)),
        .. _book.Unaccounted.Select(count => new LeaseDescription("", count.Key, count.Unaccounted, new TimeSpan(now - _startedAt))),
    ]);

    /// <summary>Somebody would soon have to wait for a write, or a crash would burn more than need be.</summary>
    public bool WantsWrite(long now) => _book.WantsWrite(now) || IsForsaking(now) || _holders.Silent(now - Patience.Ticks).Any();

    /// <summary>For how long a holder that is not heard of is held to hold what it held.</summary>
    private TimeSpan Patience => _lease + _lease / 10;

    /// <summary>How long from now on this authority's word is good.</summary>
    private TimeSpan Credit(long now) => _provenAt is { } at ? new TimeSpan(Math.Max(0, at + _lease.Ticks - now)) : TimeSpan.Zero;

    public void Follow(PlanTerms plan, long now) => _book.Follow(plan, now);

    /// <summary>Takes note of what a holder says and decides what it asks.</summary>
    public PendingAnswer Receive(LeaseStatement statement, long now)
    {
        var holder = _holders.Find(statement.Holder);
        if (statement.Epoch != _epoch && statement.Epoch != Guid.Empty) return Refuse(new LeaseAnswer.Stranger(_epoch));
        if (holder is not null && statement.Number <= holder.Number) return Refuse(new LeaseAnswer.Stranger(_epoch));

        // Who comes without an epoch was leased nothing by anybody; what it says it holds all the same comes on top.
        var isNew = holder is null;
        holder ??= _holders.Add(statement.Holder);
        (holder.Number, holder.HeardAt, holder.Silo) = (statement.Number, now, statement.Silo);
        foreach (var account in statement.Accounts) TakeNote(holder, account, isNew && statement.Epoch == _epoch, now);

        if (statement.Plan != Plan.Version) return Refuse(new LeaseAnswer.Replanned(_epoch, Plan));
        var counts = ImmutableArray.CreateRange(statement.Accounts, account => _book.Find(account.Limit, now));
        var verdicts = ImmutableArray.CreateRange(statement.Asks, ask => Decide(holder, counts, ask));
        var grants = statement.Accounts.Zip(counts, (account, count) => GrantAhead(holder, count, account)).ToImmutableArray();
        return new PendingAnswer(NeedsWrite(holder, counts, now) ? WritesBegun + 1 : 0, null, grants, verdicts);
    }

    /// <summary>The answer, once <see cref="WritesDone"/> has reached what it needs.</summary>
    public LeaseAnswer Answer(PendingAnswer pending, long now) => pending.Refusal ?? new LeaseAnswer.Accepted
    {
        Epoch = _epoch,
        ValidFor = Credit(now),
        Grants = ImmutableArray.CreateRange(pending.Grants, grant => grant.Count is { } count
            ? new LeaseGrant(grant.Ahead, grant.Keep, grant.Owed, count.Level)
            : new LeaseGrant(0, 0, grant.Owed, default!)),
        Verdicts = pending.Verdicts,
    };

    /// <summary>What to write now. One write is in flight at a time.</summary>
    public QuotaState BeginWrite(long now, bool exact = false)
    {
        WritesBegun++;
        _holders.Forget(now - Patience.Ticks);
        var silent = _holders.Silent(now - Patience.Ticks).Select(holder => (holder, holder.Number)).ToImmutableArray();
        _write = new WriteInFlight(now, silent, IsForsaking(now));
        return _book.Propose(now, count => _write.Lost(count), exact);
    }

    /// <summary>The write has succeeded. One that did not, or of which that is not known, is the end of this authority.</summary>
    public void EndWrite(long now)
    {
        var write = _write ?? throw new InvalidOperationException("No write is in flight.");
        _book.Confirm(write, now);
        foreach (var (holder, number) in write.Silent)
            if (holder.Number == number) _holders.Remove(holder);
        _write = null;
        _provenAt = write.BegunAt;
        WritesDone = WritesBegun;
    }

    private bool IsForsaking(long now) => now - _startedAt >= Patience.Ticks && _book.Unaccounted.Any();

    private static PendingAnswer Refuse(LeaseAnswer refusal) => new(0, refusal, [], []);

    private void TakeNote(Holder holder, LeaseAccount account, bool isDeclared, long now)
    {
        if (_book.Find(account.Limit, now) is not { } count) return;
        var known = holder.Leases.GetValueOrDefault(account.Limit);
        if (isDeclared) count.Claim(account.Held);
        else count.Hold(account.Held - known.Held);
        count.Spend(Math.Max(0, account.Spent - known.Spent) + Math.Max(0, account.Owed - known.Owed));
        holder.Leases[account.Limit] = new Lease(account.Held, Math.Max(account.Spent, known.Spent), Math.Max(account.Owed, known.Owed));
    }

    /// <summary>All that the request lacks, or nothing.</summary>
    private static AskVerdict Decide(Holder holder, ImmutableArray<LimitCount?> counts, LeaseAsk ask)
    {
        var (refusedBy, longest) = (-1, TimeSpan.Zero);
        foreach (var (account, units) in ask.Units)
        {
            if (counts[account] is { } count && count.Fits(units)) continue;
            var wait = counts[account]?.WaitFor(units) ?? s_noSuchLimit;
            if (refusedBy < 0 || wait > longest) (refusedBy, longest) = (account, wait);
        }

        if (refusedBy >= 0) return new AskVerdict(refusedBy, longest);
        var turn = TimeSpan.Zero;
        foreach (var (account, units) in ask.Units)
        {
            var count = counts[account]!;
            if (count.Turn > turn) turn = count.Turn;
            Grant(holder, count, units);
        }

        return new AskVerdict(-1, turn);
    }

    private static PendingGrant GrantAhead(Holder holder, LimitCount? count, LeaseAccount account)
    {
        if (count is null) return new PendingGrant(null, 0, 0, account.Owed);
        var keep = ChunkSize.Of(count, account);

        // Permits come back when calls end: those that run now are among the idle ones of a moment later.
        var has = count.Terms.Unit is QuotaUnit.Concurrency ? account.Held : account.Idle;
        var ahead = Math.Clamp(keep - has, 0, count.Room);
        if (ahead > 0) Grant(holder, count, ahead);
        return new PendingGrant(count, ahead, keep, account.Owed);
    }

    private static void Grant(Holder holder, LimitCount count, long units)
    {
        count.Grant(units);
        if (count.Shapes) return;
        var lease = holder.Leases.GetValueOrDefault(count.Key);
        holder.Leases[count.Key] = lease with { Held = lease.Held + units };
    }

    // Half a lease is time enough for the holder to come again before what it holds lapses.
    private bool NeedsWrite(Holder holder, ImmutableArray<LimitCount?> counts, long now) =>
        counts.Any(count => count is { IsCovered: false }) || (holder.HoldsAnything && Credit(now) < _lease / 2);
}

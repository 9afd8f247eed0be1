using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Orchestrator.Quota;

/// <summary>What one silo has been leased of one tenant's limits: decides here while that suffices, and says what it lacks where it does not. Knows no lock and no calls.</summary>
/// <remarks>
/// Nothing is spent that was not leased, nor later than <see cref="ValidUntil"/> on the silo's monotonic clock, counted from the sending of
/// the statement whose answer leased it. After that everything has lapsed: the purse goes on as another holder with nothing. What its
/// running requests had reserved is taken for used by the authority, so nothing of it comes back; what they use beyond is owed as ever.
/// </remarks>
internal sealed class Purse(TimeSpan lease, Func<Guid> newId, string silo = "")
{
    private readonly Dictionary<LimitKey, PurseAccount> _accounts = [];
    private Guid _holder = newId();
    private Guid _epoch;
    private long _number;
    private int _generation;
    private long _acceptedAt = long.MinValue;

    /// <summary>Whether the next statement only says what was held, to an authority that has heard nothing yet.</summary>
    public bool IsDeclaring { get; private set; }


    public PlanTerms? Plan { get; private set; }

    /// <summary>Until when what is held may be spent, in ticks of the silo's monotonic clock.</summary>
    public long ValidUntil { get; private set; } = long.MinValue;

    public bool HoldsAnything => Any(static account => account.Held > 0);

    public bool HasNews => Any(static account => account.HasNews);

    /// <summary>Far more lies idle than may.</summary>
    public bool HasSurplus => Any(static account => account.Surplus > account.Keep);

    /// <summary>Something lies idle of which nothing may, because others may be asking for just that, or something is owed that nobody has counted.</summary>
    public bool OthersWait => Any(static account => (account.Keep == 0 && account.Idle > 0) || account.Owed != account.OwedCounted);

    /// <summary>More should be leased before requests have to wait for it.</summary>
    public bool RunsShort => Any(static account => account.RunsShort);

    /// <summary>When the authority last accepted a statement.</summary>
    public long AcceptedAt => Math.Max(_acceptedAt, 0);

    /// <summary>Takes all that a request asks for from what lies idle; null where that does not suffice or may no longer be spent, and nothing is taken.</summary>
    public Hold? Take(Demand demand, long now)
    {
        var suffices = demand.Units.IsEmpty || now < ValidUntil;
        foreach (var (key, terms, units) in demand.Units)
        {
            var account = Account(key, terms);
            account.Note(units, now);
            suffices &= account.Usable >= units;
        }

        if (!suffices) return null;
        var hold = Claim(demand);
        Complete(hold);
        return hold;
    }

    /// <summary>Takes what lies idle of what a request asks for; the rest is missing.</summary>
    public Hold Claim(Demand demand)
    {
        var units = new HeldUnits[demand.Units.Length];
        for (var i = 0; i < units.Length; i++)
        {
            var (key, terms, asked) = demand.Units[i];
            var account = Account(key, terms);
            units[i] = new HeldUnits(account, asked, asked - account.Reserve(asked));
        }

        return new Hold(demand, ImmutableCollectionsMarshal.AsImmutableArray(units), _generation);
    }

    /// <summary>Gives back what an incomplete hold has.</summary>
    public void Abandon(Hold hold)
    {
        if (hold.IsSettled) return;
        hold.IsSettled = true;
        foreach (var held in hold.Units)
            if (!held.Account.Shapes) held.Account.Return(held.Units - held.Missing, HasLapsed(hold));
    }

    /// <summary>Says what is held and used, and asks for what the holds lack.</summary>
    public LeaseStatement State(IReadOnlyList<Hold> asking, long now)
    {
        var places = new Dictionary<LimitKey, int>();
        var accounts = ImmutableArray.CreateBuilder<LeaseAccount>();
        foreach (var account in _accounts.Values.Where(account => IsDeclaring || account.Held > 0 || account.HasNews || account.Keep > 0)) Place(account);
        var asks = ImmutableArray.CreateBuilder<LeaseAsk>(asking.Count);
        foreach (var hold in asking)
            asks.Add(new LeaseAsk([.. hold.Units.Where(held => held.Missing > 0).Select(held => new AskedUnits(Place(held.Account), held.Missing))]));

        return new LeaseStatement
        {
            Holder = _holder,
            Epoch = _epoch,
            Number = ++_number,
            Plan = Plan?.Version ?? 0,
            Accounts = accounts.ToImmutable(),
            Asks = asks.MoveToImmutable(),
            Silo = silo,
        };

        int Place(PurseAccount account)
        {
            if (places.TryGetValue(account.Key, out var place)) return place;
            places.Add(account.Key, accounts.Count);
            accounts.Add(account.State(now, IsDeclaring));
            return accounts.Count - 1;
        }
    }

    /// <summary>Hears the answer to the last statement. False where it was not accepted: then another one is due.</summary>
    public bool Hear(LeaseAnswer answer, LeaseStatement statement, IReadOnlyList<Hold> asking, long sentAt, long now)
    {
        // What was said to the holder that this purse was before it lapsed is void.
        if (statement.Holder != _holder) return false;
        switch (answer)
        {
            // A process that stood still while the answer was under way may find that what it grants is over.
            case LeaseAnswer.Accepted accepted when now < sentAt + accepted.ValidFor.Ticks || GrantsNothing(accepted):
                Accept(accepted, statement, asking, sentAt);
                return true;
            case LeaseAnswer.Replanned replanned:
                _epoch = replanned.Epoch;
                Plan = replanned.Plan;
                return false;
            case LeaseAnswer.Stranger stranger when stranger.Epoch != _epoch:
                _epoch = stranger.Epoch;
                IsDeclaring = true;
                foreach (var account in _accounts.Values) account.StartEpoch();
                return false;
            default:
                return false;
        }
    }

    /// <summary>Replaces what a request reserved by what it used. Settling again changes nothing.</summary>
    public void Settle(Hold hold, Use use)
    {
        if (hold.IsSettled) return;
        hold.IsSettled = true;
        foreach (var held in hold.Units)
        {
            long? used = held.Account.Terms.Unit switch
            {
                QuotaUnit.Requests => null,
                QuotaUnit.Concurrency => 0,
                QuotaUnit.Tokens => use.Tokens ?? held.Units,
                _ => use.Cost ?? held.Units,
            };
            if (used is { } units) Settle(held, units, HasLapsed(hold));
        }
    }

    /// <summary>Starts again as another holder where the time of what is held is over, or where the authority may have forgotten this one. True where that was so.</summary>
    public bool Lapse(long now)
    {
        if (_acceptedAt == long.MinValue) return false;
        if (now < (HoldsAnything ? ValidUntil : _acceptedAt + lease.Ticks)) return false;
        (_holder, _epoch, _number, _acceptedAt, ValidUntil) = (newId(), Guid.Empty, 0, long.MinValue, long.MinValue);
        IsDeclaring = false;
        _generation++;
        foreach (var account in _accounts.Values) account.Lapse();
        return true;
    }

    /// <summary>Lets nothing lie idle any more.</summary>
    public void Close()
    {
        foreach (var account in _accounts.Values) account.Close();
    }

    /// <summary>What is left of a limit, as far as is known here.</summary>
    public QuotaLevel Level(LimitKey key, LimitTerms terms, long now)
    {
        var account = Account(key, terms);
        if (account.Level is not { } level) return new QuotaLevel(terms.Name, terms.Unit, terms.Amount, 0, TimeSpan.Zero, terms.Window);
        var elapsed = new TimeSpan(Math.Max(0, now - account.LevelAt));
        return level with
        {
            Remaining = level.Remaining + account.Idle,
            ResetAfter = level.ResetAfter > elapsed ? level.ResetAfter - elapsed : TimeSpan.Zero,
        };
    }

    private bool HasLapsed(Hold hold) => hold.Generation != _generation;

    private static void Settle(HeldUnits held, long used, bool lapsed)
    {
        var account = held.Account;
        if (used > held.Units) account.Overrun(used - held.Units);
        if (account.Shapes) return;
        var spent = Math.Min(used, held.Units);
        if (!lapsed) account.Spend(spent);
        account.Return(held.Units - spent, lapsed);
    }

    private static bool GrantsNothing(LeaseAnswer.Accepted accepted) =>
        accepted.Verdicts.All(static verdict => verdict.RefusedBy >= 0) && accepted.Grants.All(static grant => grant.Ahead == 0);

    private void Accept(LeaseAnswer.Accepted accepted, LeaseStatement statement, IReadOnlyList<Hold> asking, long sentAt)
    {
        _epoch = accepted.Epoch;
        IsDeclaring = false;
        _acceptedAt = sentAt;
        ValidUntil = Math.Max(ValidUntil, sentAt + accepted.ValidFor.Ticks);
        for (var i = 0; i < statement.Accounts.Length; i++)
            _accounts[statement.Accounts[i].Limit].Accept(accepted.Grants[i], sentAt);

        for (var i = 0; i < asking.Count; i++)
        {
            if (accepted.Verdicts[i].RefusedBy >= 0) Abandon(asking[i]);
            else Complete(asking[i]);
        }
    }

    /// <summary>The hold has what it lacked. A request is used up by being let through.</summary>
    private static void Complete(Hold hold)
    {
        foreach (var held in hold.Units)
        {
            held.Account.Receive(held.Missing);
            held.Missing = 0;
            if (held.Account.Terms.Unit is QuotaUnit.Requests && !held.Account.Shapes) held.Account.Spend(held.Units);
        }
    }

    private PurseAccount Account(LimitKey key, LimitTerms terms)
    {
        ref var account = ref CollectionsMarshal.GetValueRefOrAddDefault(_accounts, key, out _);
        account ??= new PurseAccount(key, terms);
        account.Terms = terms;
        return account;
    }

    private bool Any(Func<PurseAccount, bool> predicate)
    {
        foreach (var account in _accounts.Values)
            if (predicate(account)) return true;
        return false;
    }
}

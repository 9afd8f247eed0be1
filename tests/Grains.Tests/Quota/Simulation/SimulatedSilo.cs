using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>A silo's desk: what the desk does around the purse, with a clock, a network and requests that are simulated.</summary>
internal sealed class SimulatedSilo
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly World _world;
    private readonly List<Visit> _waiting = [];
    private readonly Purse _purse;
    private long _validUntil;
    private bool _isExchanging;
    private bool _mustExchange;

    public SimulatedSilo(World world, SimulatedNode node)
    {
        (_world, Node, _purse) = (world, node, new Purse(World.Lease, world.NewId));
        KeepHouse();
    }

    public SimulatedNode Node { get; }

    /// <summary>The activation that this silo takes for the tenant's authority.</summary>
    public SimulatedActivation? Route { get; set; }

    /// <summary>Whether what it holds may be spent no longer, by a clock that nobody sets; its running calls are then not promised to be counted.</summary>
    public bool HasLapsed => Node.Monotonic >= _validUntil;

    private long Time => _world.Mutant is Mutant.WallClockAtTheSilo ? Node.Wall : Node.Monotonic;

    public void Arrive(SimulatedCall call)
    {
        if (_world.Mutant is Mutant.DecidesByAView && _purse.Plan is { } seen && AllLeft(_world.DemandOf(seen, call)))
        {
            Admit(call, _purse.Claim(new Demand([], null)));
            return;
        }

        if (_purse.Plan is { } plan && _purse.Take(_world.DemandOf(plan, call), SpendTime) is { } hold)
        {
            Admit(call, hold);
            if (_purse.RunsShort) StartExchange();
            return;
        }

        _waiting.Add(new Visit(call, Node.Monotonic));
        StartExchange();
    }

    private long SpendTime => _world.Mutant is Mutant.NoLeaseExpiryAtTheSilo && _purse.ValidUntil > 0 ? Math.Min(Time, _purse.ValidUntil - 1) : Time;

    private bool AllLeft(Demand demand) => demand.Units.All(units => units.Units <= _purse.Level(units.Limit, units.Terms, Time).Remaining);

    private void Admit(SimulatedCall call, Hold hold)
    {
        _world.Auditor.Admitted(call, this);
        if (_world.Mutant is Mutant.ReservationEndsAtOnce) _purse.Settle(hold, new Use(0, 0));
        Node.In(call.Duration, () => Settle(call, hold));
    }

    private void Settle(SimulatedCall call, Hold hold)
    {
        _world.Auditor.Settled(call);
        _purse.Settle(hold, new Use(call.Used, call.Used));
        if (_world.Mutant is Mutant.SettleTwice && _world.Chance(50))
        {
            hold.IsSettled = false;
            _purse.Settle(hold, new Use(0, 0));
        }

        if (_purse.OthersWait || _purse.HasSurplus) StartExchange();
    }

    private void KeepHouse() => Node.In(TimeSpan.FromMilliseconds(500), () =>
    {
        Lapse();
        if (_purse.HasNews || (_purse.HoldsAnything && Time - World.Lease.Ticks / 5 >= _purse.AcceptedAt)) StartExchange();
        KeepHouse();
    });

    private void Lapse()
    {
        if (_world.Mutant is Mutant.NoLeaseExpiryAtTheSilo) return;
        if (_purse.Lapse(Time)) _world.Auditor.Lapsed(this);
    }

    private void StartExchange()
    {
        _mustExchange = true;
        if (_isExchanging) return;
        _isExchanging = true;
        Exchange();
    }

    private void Exchange()
    {
        _waiting.RemoveAll(visit => Node.Monotonic - visit.Since > s_patience.Ticks || TriedHere(visit));
        if (!_mustExchange && _waiting.Count == 0)
        {
            _isExchanging = false;
            return;
        }

        _mustExchange = false;
        Lapse();
        var asking = _purse.Plan is { } plan ? _waiting.Take(64).ToList() : [];
        _waiting.RemoveRange(0, asking.Count);
        foreach (var visit in asking) visit.Hold = _purse.Claim(_world.DemandOf(_purse.Plan!, visit.Call));
        var holds = asking.ConvertAll(visit => visit.Hold!);
        var declares = _purse.IsDeclaring;
        var statement = _purse.State(holds, Time);
        var (sentAt, sentAtInTruth) = (Time, Node.Monotonic);
        var isOver = false;
        _world.Network.Call(Node, Route!, statement, answer => Hear(answer));
        Node.In(s_timeout, () => Hear(null));

        void Hear(LeaseAnswer? answer)
        {
            if (isOver && (_world.Mutant is not Mutant.LateAnswers || answer is not LeaseAnswer.Accepted)) return;
            var isLate = isOver;
            isOver = true;
            var accepted = answer is not null && _purse.Hear(answer, statement, isLate ? [] : holds, sentAt, SpendTime);
            if (accepted) _validUntil = Math.Max(_validUntil, sentAtInTruth + ((LeaseAnswer.Accepted)answer!).ValidFor.Ticks);
            if (isLate) return;
            for (var i = 0; i < asking.Count; i++)
            {
                var visit = asking[i];
                if (accepted && ((LeaseAnswer.Accepted)answer!).Verdicts[i].RefusedBy < 0) Admit(visit.Call, visit.Hold!);
                else if (accepted) _world.Auditor.Refused();
                else Again(visit);
            }

            var again = accepted ? declares : answer is not null;
            _mustExchange |= again || (accepted ? _purse.HasSurplus : _purse.HasNews || asking.Count > 0);
            if (answer is null) _world.Reroute(this);
            Node.In(answer is null ? TimeSpan.FromMilliseconds(100) : TimeSpan.Zero, Exchange);
        }
    }

    private void Again(Visit visit)
    {
        _purse.Abandon(visit.Hold!);
        visit.Hold = null;
        _waiting.Insert(0, visit);
    }

    private bool TriedHere(Visit visit)
    {
        if (_purse.Plan is not { } plan || _purse.Take(_world.DemandOf(plan, visit.Call), SpendTime) is not { } hold) return false;
        Admit(visit.Call, hold);
        return true;
    }

    private sealed class Visit(SimulatedCall call, long since)
    {
        public SimulatedCall Call { get; } = call;

        public long Since { get; } = since;

        public Hold? Hold { get; set; }
    }
}

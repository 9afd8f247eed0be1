using System.Collections.Immutable;
using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

public sealed class LedgerTests
{
    private const long Start = 638_000_000_000_000_000;

    private static readonly Gen<Step[]> s_steps = Gen.Select(
        Gen.Frequency((6, Gen.Const(Move.Reserve)), (3, Gen.Const(Move.Settle)), (4, Gen.Const(Move.Write)), (1, Gen.Const(Move.Crash))),
        Gen.Frequency((2, Gen.Const(0L)), (3, Gen.Long[0, 200_000]), (1, Gen.Long[0, 3_000_000])),
        Gen.Long[0, 400],
        Gen.Bool,
        (move, pause, number, coin) => new Step(move, pause, number, coin)).Array[1, 80];

    [Fact]
    public void Crashes_at_any_point_of_a_write_never_mint() =>
        Gen.Select(Gen.Long[1, 2_000], Gen.Long[1, 100], Gen.Long[1, 3_000], s_steps).Sample((amount, milliseconds, burst, steps) =>
        {
            var terms = new LimitTerms("tokens", QuotaUnit.Tokens, amount, milliseconds * TimeSpan.TicksPerMillisecond, burst);
            var tenant = new CrashingTenant(terms);
            foreach (var step in steps)
            {
                tenant.Do(step);
                tenant.AssertNoWindowIsOver();
            }
        }, iter: 3_000);

    [Fact]
    public void A_reservation_that_is_never_settled_stays_used_and_is_forgotten()
    {
        var ledger = Ledger(out var now, new LimitTerms("tokens", QuotaUnit.Tokens, 100, TimeSpan.TicksPerDay, 100));
        var reserved = ledger.Take(new ReservationRequest(RequestId.Create(), 60));

        ledger.Advance(now + TimeSpan.TicksPerHour);
        ledger.Settle(new Settlement(reserved.Request, 0));

        Assert.Null(ledger.Find(reserved.Request));
        Assert.Equal(44, ledger.Levels[0].Remaining);
    }

    [Fact]
    public void A_limit_that_a_plan_drops_and_takes_up_again_is_still_used()
    {
        var tokens = new LimitTerms("tokens", QuotaUnit.Tokens, 100, TimeSpan.TicksPerDay, 100);
        var ledger = Ledger(out var now, tokens);
        ledger.Take(new ReservationRequest(RequestId.Create(), 60));

        ledger.Follow([], now);
        ledger.Follow([tokens], now);

        Assert.Equal(40, ledger.Levels[0].Remaining);
    }

    [Fact]
    public void A_debt_that_is_made_while_the_pace_changes_is_owed()
    {
        var ledger = Ledger(out var now, new LimitTerms("tokens", QuotaUnit.Tokens, 100, TimeSpan.TicksPerDay, 100));
        var reserved = ledger.Take(new ReservationRequest(RequestId.Create(), 60));
        ledger.Follow([new LimitTerms("tokens", QuotaUnit.Tokens, 200, TimeSpan.TicksPerDay, 200)], now);

        ledger.Settle(new Settlement(reserved.Request, 90));

        Assert.Equal(110, ledger.Levels[0].Remaining);
    }

    [Fact]
    public void Permits_beyond_a_lower_mark_that_is_being_written_are_not_durable()
    {
        var ledger = Ledger(out _, new LimitTerms("streams", QuotaUnit.Concurrency, 9, 0, 0));
        var reserved = ledger.Take(new ReservationRequest(RequestId.Create(), 0));
        ledger.Propose(exact: true);
        ledger.Confirm();
        ledger.Settle(new Settlement(reserved.Request, 0));

        ledger.Propose(exact: true);
        ledger.Take(new ReservationRequest(RequestId.Create(), 0));

        Assert.False(ledger.IsDurable);
    }

    [Fact]
    public void Tokens_beyond_a_lower_mark_that_is_being_written_are_not_durable()
    {
        var ledger = Ledger(out _, new LimitTerms("tokens", QuotaUnit.Tokens, 90, TimeSpan.TicksPerDay, 90));
        var reserved = ledger.Take(new ReservationRequest(RequestId.Create(), 60));
        ledger.Propose(exact: true);
        ledger.Confirm();
        ledger.Settle(new Settlement(reserved.Request, 10));

        ledger.Propose(exact: true);
        ledger.Take(new ReservationRequest(RequestId.Create(), 20));

        Assert.False(ledger.IsDurable);
    }

    private static Ledger Ledger(out long now, params ImmutableArray<LimitTerms> plan)
    {
        var ledger = new Ledger(new QuotaTerms());
        ledger.Follow(plan, now = Start);
        return ledger;
    }

    private enum Move
    {
        Reserve,
        Settle,
        Write,
        Crash,
    }

    private sealed record Step(Move Move, long Pause, long Number, bool Coin);

    private sealed class Grant(long at, long units, Reserved reserved)
    {
        public long At { get; set; } = at;

        public long Units { get; set; } = units;

        public Reserved Reserved { get; } = reserved;
    }

    /// <summary>Follows the grain's protocol with a store that takes its time, and a process that may end between any two steps.</summary>
    private sealed class CrashingTenant
    {
        private readonly LimitTerms _terms;
        private readonly List<Grant> _granted = [];
        private readonly List<Grant> _pending = [];
        private Dictionary<string, QuotaMark> _stored = [];
        private Dictionary<string, QuotaMark>? _writing;
        private List<Grant> _covered = [];
        private HashSet<Grant> _open = [];
        private Ledger _ledger = null!;
        private long _now = Start;

        public CrashingTenant(LimitTerms terms)
        {
            _terms = terms;
            Activate();
        }

        public void Do(Step step)
        {
            _ledger.Advance(_now += step.Pause);
            switch (step.Move)
            {
                case Move.Reserve: Reserve(step.Number); break;
                case Move.Settle: Settle((int)step.Number, step.Number / 2); break;
                case Move.Write: Write(succeeds: step.Number > 40); break;
                case Move.Crash: Crash(written: step.Coin); break;
            }
        }

        public void AssertNoWindowIsOver()
        {
            for (var first = 0; first < _granted.Count; first++)
            {
                Int128 granted = 0;
                for (var last = first; last < _granted.Count; last++)
                {
                    granted += _granted[last].Units;
                    var allowed = (Int128)_terms.Burst * _terms.Period + (Int128)(_granted[last].At - _granted[first].At) * _terms.Amount;
                    Assert.True(granted * _terms.Period <= allowed, $"{granted} granted in {_granted[last].At - _granted[first].At} ticks under {_terms}");
                }
            }
        }

        private void Reserve(long tokens)
        {
            var request = new ReservationRequest(RequestId.Create(), tokens);
            if (_ledger.Refuse(request) is not null) return;
            var grant = new Grant(_now, Math.Min(tokens, _terms.Burst), _ledger.Take(request));
            if (_ledger.IsDurable) Add(grant);
            else _pending.Add(grant);
        }

        private void Settle(int index, long back)
        {
            if (_granted.Count == 0) return;
            var grant = _granted[index % _granted.Count];
            back = Math.Min(back, grant.Units);
            _ledger.Settle(new Settlement(grant.Reserved.Request, grant.Units - back));
            if (_open.Remove(grant)) grant.Units -= back;
        }

        private void Write(bool succeeds)
        {
            if (_writing is null)
            {
                _writing = _ledger.Propose(exact: false);
                _covered = [.. _pending];
                _pending.Clear();
                return;
            }

            if (succeeds)
            {
                _stored = _writing;
                _ledger.Confirm();
                foreach (var grant in _covered) Add(grant);
            }
            else
            {
                foreach (var grant in _covered) _ledger.Undo(grant.Reserved);
            }

            _writing = null;
        }

        private void Crash(bool written)
        {
            if (_writing is not null && written) _stored = _writing;
            _writing = null;
            _pending.Clear();
            _open = [];
            Activate();
        }

        private void Activate()
        {
            _ledger = new Ledger(new QuotaTerms());
            _ledger.Load(_stored);
            _ledger.Follow([_terms], _now);
        }

        // A grant counts from its take, when the bucket was asked, and the log stays in that order.
        private void Add(Grant grant)
        {
            _granted.Add(grant);
            _granted.Sort((left, right) => left.At.CompareTo(right.At));
            _open.Add(grant);
        }
    }
}

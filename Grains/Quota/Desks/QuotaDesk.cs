using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Quota;

/// <summary>One tenant's desk in this silo: lets requests pass out of the purse, and goes to the authority for what the purse lacks, one exchange at a time.</summary>
internal sealed partial class QuotaDesk(
    TenantId tenant, Func<LeaseStatement, Task<LeaseAnswer>> authority, Func<PlanTerms, QuotaRequest, Demand> demands, TimeSpan lease, string silo, TimeProvider time, ILogger logger)
{
    /// <summary>How long a request waits for an authority that does not answer, as when its silo has died.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);
    private const int MostAsks = 512;

    private readonly Lock _lock = new();
    private readonly Purse _purse = new(lease, Guid.NewGuid, silo);
    private readonly Queue<Visitor> _waiting = new();
    private TaskCompletionSource _nextExchange = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _exchanging = Task.CompletedTask;
    private bool _isExchanging;
    private bool _mustExchange;
    private long _usedAt;

    private long Now => time.GetElapsedTime(0).Ticks;

    public async ValueTask<Reservation> Reserve(QuotaRequest request, CancellationToken cancellation)
    {
        Visitor visitor;
        lock (_lock)
        {
            _usedAt = Now;
            if (Pass(request) is { } passed) return passed;
            _waiting.Enqueue(visitor = new Visitor(request, _usedAt));
            StartExchange();
        }

        await using var leaving = cancellation.UnsafeRegister(static (visitor, token) => ((Visitor)visitor!).Leave(token), visitor);
        return await visitor.Decision;
    }

    /// <summary>Replaces what was reserved by what was used. Where others could use what comes back, the authority has it before this returns.</summary>
    public async ValueTask<ImmutableArray<QuotaLevel>> Settle(Hold hold, Use use)
    {
        Task heard;
        lock (_lock)
        {
            _purse.Settle(hold, use);
            heard = _purse.OthersWait ? _nextExchange.Task : Task.CompletedTask;
            if (_purse.OthersWait || _purse.HasSurplus) StartExchange();
        }

        await heard;
        lock (_lock) return Levels(hold.Demand);
    }

    /// <summary>Keeps the lease alive, tells what was used and asks for the plan, when that is due.</summary>
    public void KeepHouse()
    {
        lock (_lock)
        {
            var now = Now;
            _purse.Lapse(now);
            var isOld = now - lease.Ticks / 5 >= _purse.AcceptedAt;
            if (_purse.HasNews || (isOld && (_purse.HoldsAnything || _usedAt > _purse.AcceptedAt))) StartExchange();
        }
    }

    /// <summary>Waits until no exchange is under way.</summary>
    public Task Rest()
    {
        lock (_lock) return _exchanging;
    }

    /// <summary>Gives back all that lies idle and tells what was used. For a silo that stops.</summary>
    public Task Close()
    {
        lock (_lock)
        {
            if (!_purse.HoldsAnything && !_purse.HasNews) return Task.CompletedTask;
            _purse.Close();
            StartExchange();
            return _nextExchange.Task;
        }
    }

    private Reservation? Pass(QuotaRequest request)
    {
        if (_purse.Plan is not { } plan) return null;
        var demand = demands(plan, request);
        if (NeverFits(demand) is { } refused) return refused;
        if (_purse.Take(demand, Now) is not { } hold) return null;
        if (_purse.RunsShort) StartExchange();
        return Granted(hold, TimeSpan.Zero);
    }

    private void StartExchange()
    {
        _mustExchange = true;
        if (_isExchanging) return;
        _isExchanging = true;
        _exchanging = Task.Run(ExchangeUntilDone);
    }

    private async Task ExchangeUntilDone()
    {
        while (NextExchange() is { } exchange)
        {
            try
            {
                exchange.Answer = await authority(exchange.Statement);
            }
            catch (Exception failure)
            {
                // Nobody knows what became of it. The next statement makes it void, whatever it was.
                exchange.Failure = failure;
            }

            if (!Hear(exchange)) await Task.Delay(s_pause, time);
        }
    }

    private Exchange? NextExchange()
    {
        lock (_lock)
        {
            if (!_mustExchange && _waiting.Count == 0)
            {
                _isExchanging = false;
                return null;
            }

            _mustExchange = false;
            _purse.Lapse(Now);
            var asking = new List<Visitor>();
            while (asking.Count < MostAsks && _waiting.TryDequeue(out var visitor))
                if (!visitor.HasLeft && !MayPass(visitor)) asking.Add(visitor);

            var heardBy = _nextExchange;
            _nextExchange = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var holds = asking.ConvertAll(visitor => visitor.Hold).OfType<Hold>().ToList();
            return new Exchange(asking, holds, _purse.IsDeclaring, _purse.State(holds, Now), Now, heardBy);
        }
    }

    /// <summary>Whether the request passes by what has come back meanwhile; else it claims what there is of what it needs.</summary>
    private bool MayPass(Visitor visitor)
    {
        if (_purse.Plan is not { } plan) return false;
        var demand = demands(plan, visitor.Request);
        if (NeverFits(demand) is { } refused) return visitor.Decide(refused);
        if (_purse.Take(demand, Now) is { } hold)
        {
            Admit(visitor, hold, TimeSpan.Zero);
            return true;
        }

        visitor.Hold = _purse.Claim(demand);
        return false;
    }

    /// <summary>Acts on an answer. False where the next attempt should wait a little.</summary>
    private bool Hear(Exchange exchange)
    {
        lock (_lock)
        {
            var accepted = exchange.Answer is { } answer && _purse.Hear(answer, exchange.Statement, exchange.Holds, exchange.SentAt, Now);
            if (accepted) Announce(exchange, (LeaseAnswer.Accepted)exchange.Answer!);
            else Requeue(exchange);

            var again = accepted ? exchange.IsDeclaration : exchange.Failure is null;
            _mustExchange |= again || (accepted ? _purse.HasSurplus : _purse.HasNews || exchange.Asking.Count > 0);

            // A settlement that the authority has not heard is told again; where the authority does not answer its request does not wait for that.
            if (again) _nextExchange.Task.ContinueWith(_ => exchange.HeardBy.TrySetResult(), TaskScheduler.Default);
            else exchange.HeardBy.TrySetResult();
            return exchange.Failure is null;
        }
    }

    private void Announce(Exchange exchange, LeaseAnswer.Accepted accepted)
    {
        for (var i = 0; i < exchange.Holds.Count; i++)
        {
            var (visitor, hold, verdict) = (exchange.Asking[i], exchange.Holds[i], accepted.Verdicts[i]);
            if (verdict.RefusedBy < 0) Admit(visitor, hold, verdict.Wait);
            else visitor.Decide(Refused(hold.Demand, exchange.Statement.Accounts[verdict.RefusedBy].Limit, verdict.Wait));
        }
    }

    private void Admit(Visitor visitor, Hold hold, TimeSpan startAfter)
    {
        // Who has left meanwhile has used nothing.
        if (!visitor.Decide(Granted(hold, startAfter))) _purse.Settle(hold, new Use(0, 0));
    }

    private void Requeue(Exchange exchange)
    {
        if (exchange.Failure is { } failure) LogUnanswered(logger, tenant, failure.Message);
        var later = _waiting.ToArray();
        _waiting.Clear();
        foreach (var visitor in exchange.Asking)
        {
            if (visitor.Hold is { } hold) _purse.Abandon(hold);
            visitor.Hold = null;
            if (exchange.Failure is { } unanswered && Now - visitor.Since > s_patience.Ticks) visitor.Fail(unanswered);
            else _waiting.Enqueue(visitor);
        }

        foreach (var visitor in later) _waiting.Enqueue(visitor);
    }

    private Reservation.Granted Granted(Hold hold, TimeSpan startAfter) =>
        new(startAfter, hold.Demand.MaxTokens, new Settlement(this, hold)) { Levels = Levels(hold.Demand), Weight = _purse.Plan?.Weight ?? 1 };

    private Reservation.Refused? NeverFits(Demand demand)
    {
        foreach (var (key, terms, units) in demand.Units)
            if (units > Math.Max(terms.Burst, 1))
                return Refused(demand, key, null);
        return null;
    }

    private Reservation.Refused Refused(Demand demand, LimitKey limit, TimeSpan? retryAfter)
    {
        var asked = demand.Units.First(units => units.Limit == limit);
        var level = _purse.Level(limit, asked.Terms, Now);
        return new Reservation.Refused(new Refusal(asked.Terms.Name, asked.Terms.Unit, asked.Terms.Amount, asked.Units, level.Remaining, retryAfter)) { Levels = Levels(demand) };
    }

    private ImmutableArray<QuotaLevel> Levels(Demand demand)
    {
        var now = Now;
        return ImmutableArray.CreateRange(demand.Units, units => _purse.Level(units.Limit, units.Terms, now));
    }

    private sealed class Settlement(QuotaDesk desk, Hold hold) : ISettlement
    {
        public ValueTask<ImmutableArray<QuotaLevel>> Settle(Use use) => desk.Settle(hold, use);
    }

    [LoggerMessage(1, LogLevel.Warning, "Quota authority of tenant {Tenant} did not answer ({Reason}); it is asked again")]
    private static partial void LogUnanswered(ILogger logger, TenantId tenant, string reason);
}

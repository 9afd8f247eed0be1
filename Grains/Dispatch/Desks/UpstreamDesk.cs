using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>One upstream's desk in this silo: lets calls in by fair turns as far as the silo's share goes, and asks the upstream's grain for that share.</summary>
internal sealed partial class UpstreamDesk(
    string upstream, string silo, QueueOptions bounds, Func<UpstreamStatement, Task<UpstreamAnswer>> grain, ITargetBoard? board, TimeProvider clock, OrchestratorMeter meter, ILogger logger)
{
    private static readonly TimeSpan s_soonest = TimeSpan.FromSeconds(1);
    private const double HoldPace = 0.05;

    private readonly Lock _lock = new();
    private readonly FairQueue<Waiter> _queue = new(bounds);
    private readonly ShareBook _share = new();
    private readonly Patience _patience = new(bounds);
    private Learnt _learnt;
    private double _meanHold;
    private int _running;
    private bool _isExchanging;
    private bool _mustExchange;
    private bool _isClosed;
    private Task _exchanging = Task.CompletedTask;

    private long Now => clock.GetElapsedTime(0).Ticks;

    /// <summary>Waits for a place in fair order, or is refused at once where that would take too long.</summary>
    public async ValueTask<Admission> Enter(Entrant entrant, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var waiter = new Waiter();
        Ticket<Waiter> ticket;
        lock (_lock)
        {
            var now = Now;
            if (Refuse(entrant, now) is { } refused) return refused;
            ticket = _queue.Add(entrant, waiter, now, now + Left(entrant).Ticks);
            LetIn(now);
            if (!waiter.Decision.IsCompleted && _share.Heard == 0) StartExchange();
        }

        await using var leaving = cancellation.UnsafeRegister(_ => Leave(ticket, cancellation), null);
        return await waiter.Decision;
    }

    public void HearFirstToken(TimeSpan elapsed)
    {
        lock (_lock) _learnt = _learnt.And(new Learnt(0, null, 1, elapsed));
    }

    /// <summary>The upstream refused for its load: the others hear of it at once.</summary>
    public void HearRefusal(int? named)
    {
        lock (_lock)
        {
            _learnt = _learnt.And(new Learnt(1, named, 0, TimeSpan.Zero));
            _share.Cut(_running);
            StartExchange();
        }
    }

    public void GiveBack(Ticket<Waiter> ticket, long tokens, long since)
    {
        lock (_lock)
        {
            var now = Now;
            _running--;
            var held = TimeSpan.FromTicks(now - since).TotalSeconds;
            _meanHold = _meanHold == 0 ? held : _meanHold + HoldPace * (held - _meanHold);
            _queue.GiveBack(ticket, tokens);
            LetIn(now);
        }
    }

    /// <summary>Sends away those whose time is over, and exchanges with the grain. Called a few times a second.</summary>
    public void KeepHouse()
    {
        lock (_lock)
        {
            var now = Now;
            LetIn(now);
            _patience.Forget(now);
            meter.PlacesCounted(upstream, _queue.Count, _running, _share.Limit, _share.At(now));
            if (!_isClosed) StartExchange();
        }
    }

    /// <summary>Refuses whoever comes from now on, and those who wait; calls that run end as they do. Gives the share back.</summary>
    public Task Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            while (_queue.Expire(long.MaxValue) is { } ticket) ticket.Item.Decide(Refused("closing", s_soonest));
            StartExchange();
            return _exchanging;
        }
    }

    /// <summary>Waits until no exchange is under way.</summary>
    public Task Rest()
    {
        lock (_lock) return _exchanging;
    }

    private Admission.Refused? Refuse(in Entrant entrant, long now)
    {
        if (_isClosed) return Refused("closing", s_soonest);
        var wait = Expected(entrant, now);
        if (wait > Left(entrant)) return Refused(nameof(QueueBound.Time), wait.Value);
        if (wait > _patience.Of(entrant.Tenant, _meanHold, Math.Max(1, _share.At(now)), now))
        {
            _patience.Refuse(entrant.Tenant, now);
            return Refused(nameof(QueueBound.Overload), wait.Value);
        }

        if (_queue.Forbids(entrant) is var bound and not QueueBound.None) return Refused($"{bound}", wait ?? s_soonest);
        _patience.Accept(entrant.Tenant, now);
        return null;
    }

    /// <summary>When its turn is likely, by how long calls usually hold their place; null where that is not known, or where there is a place.</summary>
    private TimeSpan? Expected(in Entrant entrant, long now)
    {
        var share = _share.At(now);
        if (_meanHold == 0 || share == 0 || (_queue.Count == 0 && _running < share)) return null;
        var over = Math.Max(0, _running - share);
        return TimeSpan.FromSeconds(Math.Min((_queue.Before(entrant) + over + 1) * _meanHold / share, 3600));
    }

    private TimeSpan Left(in Entrant entrant) => entrant.Left < bounds.LongestWait ? entrant.Left : bounds.LongestWait;

    private Admission.Refused Refused(string reason, TimeSpan retryAfter)
    {
        meter.PlaceRefused(upstream, reason);
        return new Admission.Refused(reason, retryAfter < s_soonest ? s_soonest : retryAfter);
    }

    private void LetIn(long now)
    {
        while (_queue.Expire(now) is { } late) late.Item.Decide(Refused(nameof(QueueBound.Time), Expected(late.Entrant, now) ?? s_soonest));
        while (_running < _share.At(now) && _queue.Take() is { } next)
        {
            _running++;
            meter.PlaceFound(upstream, TimeSpan.FromTicks(now - next.Since));
            next.Item.Decide(new Admission.Admitted(new Place(this, next, now)));
        }
    }

    /// <summary>Who has left keeps no place: neither in the queue nor among those that run.</summary>
    private void Leave(Ticket<Waiter> ticket, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_queue.Remove(ticket)) ticket.Item.Leave(cancellation);
        }
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
        while (Next() is var (statement, learnt))
        {
            try
            {
                var answer = await grain(statement);
                Hear(answer);
            }
            catch (Exception failure)
            {
                // What was learnt is told again with the next statement; the share lasts a while.
                LogUnanswered(logger, upstream, failure.Message);
                lock (_lock) _learnt = learnt.And(_learnt);
            }
        }
    }

    private (UpstreamStatement Statement, Learnt Learnt)? Next()
    {
        var news = board?.Tell(upstream) ?? [];
        lock (_lock)
        {
            if (!_mustExchange)
            {
                _isExchanging = false;
                return null;
            }

            _mustExchange = false;
            var learnt = _learnt;
            _learnt = default;
            return (new UpstreamStatement
            {
                Silo = silo,
                Heard = _share.Heard,
                Running = _running,
                Tenants = Loads(Now),
                Refusals = learnt.Refusals,
                NamedLimit = learnt.NamedLimit,
                FirstTokens = learnt.FirstTokens,
                MeanFirstToken = learnt.MeanFirstToken,
                News = news,
                Leaves = _isClosed && _running == 0,
                Share = _share.At(Now),
                Limit = _share.Limit,
            }, learnt);
        }
    }

    private ImmutableArray<TenantLoad> Loads(long now)
    {
        var loads = _queue.Lines.Select(line => new TenantLoad(line.Tenant.Value, line.Weight, line.Running, line.Waiting.Count, _patience.Turned(line.Tenant, _meanHold, now)))
            .OrderByDescending(load => load.Running + load.Waiting).ToList();
        if (loads.Count <= UpstreamStatement.MostTenants) return [.. loads];
        var others = loads.Skip(UpstreamStatement.MostTenants - 1).ToList();
        return [.. loads.Take(UpstreamStatement.MostTenants - 1), new TenantLoad("", others.Sum(load => load.Weight), others.Sum(load => load.Running), others.Sum(load => load.Waiting), others.Sum(load => load.Turned))];
    }

    private void Hear(UpstreamAnswer answer)
    {
        lock (_lock)
        {
            var now = Now;
            _share.Hear(answer, now);
            LetIn(now);
        }

        board?.Hear(upstream, answer.News, answer.Orders);
    }

    [LoggerMessage(1, LogLevel.Warning, "Upstream {Upstream} got no new share ({Reason}); the last one is kept as long as it lasts")]
    private static partial void LogUnanswered(ILogger logger, string upstream, string reason);
}

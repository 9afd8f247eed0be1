using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Storage;

namespace Orchestrator.Quota;

/// <summary>One tenant's quota: decides in memory, and grants only what the store already counts as used.</summary>
/// <remarks>
/// Calls interleave while a write is in flight: those that the written marks cover are answered at once, the others wait and share the
/// next write. There is one write at a time, and its ETag is what stops a second activation: its write fails and it dies.
/// </remarks>
[Reentrant]
internal sealed partial class QuotaGrain(
    [PersistentState("quota")] IPersistentState<QuotaState> state,
    QuotaPlans plans,
    IOptions<QuotaOptions> options,
    TimeProvider time,
    ILogger<QuotaGrain> logger) : Grain, IQuotaGrain
{
    private readonly Ledger _ledger = new(options.Value.Quota);
    private readonly long _startedAt = time.GetUtcNow().UtcTicks;
    private readonly long _startedStamp = time.GetTimestamp();
    private ImmutableArray<LimitTerms> _plan;
    private Task _write = Task.CompletedTask;
    private long _writesBegun;
    private long _writesDone;
    private bool _superseded;

    private TenantId Tenant => new(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ledger.Load(state.State.Marks);
        return Task.CompletedTask;
    }

    public async Task<Reservation> Reserve(ReservationRequest request)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(request.Tokens);
        CatchUp();
        if (!_ledger.HasSettled(request.Request))
        {
            var reserved = _ledger.Find(request.Request);
            if (reserved is null)
            {
                if (_ledger.Refuse(request) is { } refusal) return new Reservation.Refused(refusal) { Levels = _ledger.Levels };
                reserved = Take(request);
            }

            if (reserved.DurableAfter > _writesDone) await MakeDurable(reserved);
        }

        WriteAhead();
        return new Reservation.Granted(_ledger.HasPermits ? options.Value.Quota.PermitLease / 3 : null) { Levels = _ledger.Levels };
    }

    public Task Renew(RequestId request)
    {
        CatchUp();
        _ledger.Renew(request);
        return Task.CompletedTask;
    }

    public async Task<ImmutableArray<QuotaLevel>> Settle(Settlement settlement)
    {
        CatchUp();
        _ledger.Settle(settlement);

        // More used than reserved is use like any other: it is written down before the caller hears that it is settled.
        if (!_ledger.IsDurable) await WriteAfter(_writesBegun);
        return _ledger.Levels;
    }

    public Task<ImmutableArray<QuotaLevel>> Levels()
    {
        CatchUp();
        return Task.FromResult(_ledger.Levels);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_superseded || _plan.IsDefault || !_write.IsCompleted) return;
        CatchUp();
        if (_ledger.IsAhead) await Write(exact: true);
    }

    private void CatchUp()
    {
        // The wall clock is read once and then moved by the monotonic one: a clock that is set back must not mint, nor hold up refill.
        var now = _startedAt + time.GetElapsedTime(_startedStamp).Ticks;
        var plan = plans.Of(Tenant);
        if (_plan == plan)
        {
            _ledger.Advance(now);
            return;
        }

        _ledger.Follow(plan, now);
        _plan = plan;
    }

    private Reserved Take(ReservationRequest request)
    {
        var reserved = _ledger.Take(request);
        if (!_ledger.IsDurable) reserved.DurableAfter = _writesBegun + 1;
        return reserved;
    }

    private async Task MakeDurable(Reserved reserved)
    {
        try
        {
            await WriteAfter(reserved.DurableAfter - 1);
        }
        catch
        {
            _ledger.Undo(reserved);
            throw;
        }
    }

    /// <summary>Waits for the success of a write that began after so many others. Whoever comes first begins it, the others share it.</summary>
    private async Task WriteAfter(long begun)
    {
        while (_writesDone <= begun)
        {
            if (_write.IsCompleted) _write = Write(exact: false);
            await _write;
        }
    }

    /// <summary>Moves the marks before anybody has to wait for it. Should the write fail, the next call that needs it hears of it.</summary>
    private void WriteAhead()
    {
        if (_write.IsCompleted && _ledger.RunsShort) _write = Write(exact: false);
    }

    private async Task Write(bool exact)
    {
        var number = ++_writesBegun;
        state.State = new QuotaState { Marks = _ledger.Propose(exact) };
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception failure)
        {
            LogWriteFailed(logger, Tenant, failure);
            _superseded |= failure is InconsistentStateException;
            if (_superseded) DeactivateOnIdle();
            throw;
        }

        _ledger.Confirm();
        _writesDone = number;
    }
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace Orchestrator.Quota;

/// <summary>One tenant's quota: gives its <see cref="Authority"/> a clock, a store and a plan. What it answers the store has.</summary>
/// <remarks>
/// Calls interleave while a write is in flight: those that need none are answered at once, the others wait and share the next write. There
/// is one write at a time, and its ETag is what stops a second activation. A write that fails ends the activation, because nobody knows
/// what the store holds then; the next one reads it.
/// </remarks>
[Reentrant, GrainType("quota"), RandomPlacement]
internal sealed partial class QuotaGrain(
    [PersistentState("limits")] IPersistentState<QuotaState> state,
    QuotaPlans plans,
    IOptions<QuotaOptions> options,
    TimeProvider time,
    ILogger<QuotaGrain> logger) : Grain, IQuotaGrain
{
    private static readonly TimeSpan s_housekeeping = TimeSpan.FromSeconds(1);

    private readonly WritePace _pace = new(options.Value.Quota.WritesPerSecond);
    private long _startedStamp;
    private long _startedAt;
    private Authority _authority = null!;
    private Task _write = Task.CompletedTask;
    private Exception? _failure;

    private TenantId Tenant => new(this.GetPrimaryKeyString());

    // The wall clock is read once and then moved by the monotonic one: a clock that is set back must not mint, nor hold up refill.
    private long Now => _startedAt + time.GetElapsedTime(_startedStamp).Ticks;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await plans.Await(Tenant);
        // Both clocks are read here and not when the activation is made: between the two lies the time that it takes to read the store.
        _startedStamp = time.GetTimestamp();
        _startedAt = Math.Max(time.GetUtcNow().UtcTicks, state.State.At);
        _authority = new Authority(Guid.NewGuid(), options.Value.Quota.Lease, state.State, plans.Of(Tenant), Now);
        this.RegisterGrainTimer(KeepHouse, new GrainTimerCreationOptions(s_housekeeping, s_housekeeping) { Interleave = true });
    }

    public async Task<LeaseAnswer> Exchange(LeaseStatement statement)
    {
        FollowPlan();
        var pending = _authority.Receive(statement, Now);
        await WriteUpTo(pending.NeedsWrite);
        var answer = _authority.Answer(pending, Now);
        WriteAhead();
        return answer;
    }

    public Task<QuotaDescription> Describe()
    {
        FollowPlan();
        return Task.FromResult(_authority.Describe(Now));
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_failure is null && _write.IsCompleted && _authority.WritesDone > 0) await Write(exact: true);
    }

    private void FollowPlan()
    {
        if (_failure is not null) throw new InconsistentStateException($"The quota of tenant '{Tenant}' is being taken over.", _failure);
        var plan = plans.Of(Tenant);
        if (plan.Version != _authority.Plan.Version) _authority.Follow(plan, Now);
    }

    /// <summary>Waits for the success of a write of that number. Whoever comes first begins it, the others share it.</summary>
    private async Task WriteUpTo(long number)
    {
        while (_authority.WritesDone < number)
        {
            if (_write.IsCompleted) _write = Write(exact: false);
            await _write;
        }
    }

    /// <summary>Writes before anybody has to wait for it. Should that fail, the next call hears of it.</summary>
    private void WriteAhead()
    {
        if (_write.IsCompleted && _authority.WantsWrite(Now)) _write = Write(exact: false);
    }

    private Task KeepHouse(CancellationToken cancellation)
    {
        if (_failure is null) WriteAhead();
        return Task.CompletedTask;
    }

    private async Task Write(bool exact)
    {
        if (!exact && _pace.Next(Now) is { Ticks: > 0 } wait) await Task.Delay(wait, time);
        state.State = _authority.BeginWrite(Now, exact);
        try
        {
            await state.WriteStateAsync();
        }
        catch (Exception failure)
        {
            _failure = failure;
            LogWriteFailed(logger, Tenant, failure);
            DeactivateOnIdle();
            throw;
        }

        _authority.EndWrite(Now);
    }
}

using System.Collections.Immutable;
using Orchestrator.Dispatch;
using Orchestrator.Quota;
using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>The hall's second and last step but one: reserves before the call and waits for the request's turn, settles after it.</summary>
internal sealed class QuotaSteps(QuotaDesks desks, QuotaPlans plans, OrchestratorMeter meter, RequestWalks walks, TimeProvider clock)
{
    public async Task<Reservation> Reserve(ChatRequest request, Prompt prompt, CancellationToken cancellation)
    {
        using var span = OrchestratorActivities.Room("quota.reserve");
        var reservation = await desks.Reserve(RequestFacts.Of(request, prompt), cancellation);
        walks.Mark(request.Id, WalkStep.Reserved);
        if (reservation is Reservation.Refused refused) meter.RequestRefused(request.Tenant, refused.Refusal.Limit);
        return reservation;
    }

    /// <summary>Waits until it is the request's turn, where a limit lets requests through one by one. False where nobody waits for the answer any more.</summary>
    public async Task<bool> AwaitTurn(Reservation.Granted granted, CancellationToken cancellation)
    {
        try
        {
            if (granted.StartAfter > TimeSpan.Zero) await Task.Delay(granted.StartAfter, clock, cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        return !cancellation.IsCancellationRequested;
    }

    public async Task<ImmutableArray<QuotaLevel>> Settle(ChatRequest request, Prompt prompt, Reservation.Granted granted, WorkOutcome? work)
    {
        using var span = OrchestratorActivities.Room("quota.settle");
        if (work is WorkOutcome.Completed { Completion.Usage: { } counted }) meter.TokensSettled(request.Tenant, counted);
        var promptTokens = TokenEstimate.Of(prompt);
        var use = Charge.Of(work, promptTokens, plans.Of(prompt.Model).Price, clock.GetUtcNow());
        walks.Charge(request.Id, Charge.Tokens(work, promptTokens), use.Cost ?? 0);
        var levels = await granted.Settlement.Settle(use);
        walks.Mark(request.Id, WalkStep.Settled);
        return levels;
    }
}

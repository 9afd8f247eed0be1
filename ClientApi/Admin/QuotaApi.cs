using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Quota;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>What is left of a tenant's limits, and who holds it.</summary>
internal sealed class QuotaApi(IGrainFactory grains, TenantDirectory tenants)
{
    public void Map(IEndpointRouteBuilder look) => look.MapGet("/tenants/{tenant}/quota", Read)
        .Describe("tenants", "A tenant's quota", "Each limit: how much it allows, what is left now with leases counted as used, when it is whole again; and what each silo holds of it. Money is in billionths of the currency's unit.")
        .ShowExample(QuotaAnswer.Example);

    public async Task<Results<Ok<QuotaAnswer>, ProblemHttpResult>> Read([TenantName] string tenant)
    {
        // Asked for others, the grain would answer for a tenant that is none.
        if (tenants.Find(tenant) is null) return AdminProblem.NotFound($"There is no tenant '{tenant}'.");
        return TypedResults.Ok(QuotaAnswer.Of(tenant, await grains.GetGrain<IQuotaGrain>(tenant).Describe()));
    }
}

/// <summary>A tenant's quota at one moment.</summary>
internal sealed record QuotaAnswer(string Tenant, IReadOnlyList<LimitAnswer> Limits, IReadOnlyList<LeaseStateAnswer> Leases)
{
    public static QuotaAnswer Example { get; } = new("acme",
        [new LimitAnswer("requests-per-minute", QuotaUnit.Requests, 600, 600, 588, 0, 1_200, 60_000)],
        [new LeaseStateAnswer("S10.0.0.1:11111:1", "requests-per-minute", QuotaUnit.Requests, null, 8, 240)]);

    public static QuotaAnswer Of(string tenant, QuotaDescription quota) => new(tenant,
        [.. quota.Levels.Select(level => new LimitAnswer(level.Name, level.Unit, level.Amount, level.Capacity, level.Remaining, level.Debt, level.ResetAfter.TotalMilliseconds, level.Period.TotalMilliseconds))],
        [.. quota.Leases.Select(lease => new LeaseStateAnswer(lease.Silo, lease.Limit.Limit, lease.Limit.Unit, lease.Limit.Whose.Length == 0 ? null : lease.Limit.Whose, lease.Held, lease.Heard.TotalMilliseconds))]);
}

/// <summary>One limit now: how much a period allows, how much one moment, what is left of that, and what was used beyond it. Its period is zero for concurrency.</summary>
internal sealed record LimitAnswer(string Name, QuotaUnit Unit, long Amount, long Capacity, long Remaining, long Debt, double ResetAfterMs, double PeriodMs);

/// <summary>What one silo holds of one limit, and how long ago it was heard; <c>whose</c> names the key or model where each is counted by itself.</summary>
internal sealed record LeaseStateAnswer(string Silo, string Limit, QuotaUnit Unit, string? Whose, long Held, double HeardMs);

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Orchestrator.Usage;

namespace Orchestrator.Admin;

/// <summary>What was used, by one tenant or by all.</summary>
internal sealed class LedgerApi(IGrainFactory grains, TimeProvider clock)
{
    private const string Tag = "usage";
    private const string Times = "A date or a time in UTC, such as 2026-05-01 or 2026-05-01T12:00:00Z.";

    public void Map(IEndpointRouteBuilder look)
    {
        look.MapGet("/usage", ReadAll)
            .Describe(Tag, "What was used", "The whole cluster's ledger, by the day (at most 400) or by the hour (at most 31 days), by default the last seven days. Money is in the currency's unit.")
            .ShowExample(LedgerAnswer.Example("tenant", "acme"));
        look.MapGet("/tenants/{tenant}/usage", ReadTenant)
            .Describe("tenants", "What a tenant used", "One tenant's ledger, by the day or by the hour, as the tenant itself reads it at /v1/usage.")
            .ShowExample(LedgerAnswer.Example("key", "first"));
    }

    public Task<Results<Ok<LedgerAnswer>, ProblemHttpResult>> ReadAll(
        HttpContext context,
        [FromQuery, Description(Times)] string? from,
        [FromQuery, Description(Times)] string? to,
        [FromQuery, Description("hour or day. Default: day.")] string? granularity,
        [FromQuery(Name = "group_by"), Description("tenant, model or none. Default: none.")] string? groupBy,
        [FromQuery, TenantName, Description("Only this tenant's.")] string? tenant,
        [FromQuery, StringLength(256, MinimumLength = 1), Description("Only this model's.")] string? model) =>
        // In the cluster's ledger a tenant stands where a tenant's has a key.
        groupBy is null or "tenant" or "model" or "none"
            ? Read(context, UsageKey.Cluster, "tenant", groupBy == "tenant" ? "key" : groupBy, tenant)
            : Task.FromResult<Results<Ok<LedgerAnswer>, ProblemHttpResult>>(AdminProblem.Invalid("group_by", "'group_by' must be tenant, model or none."));

    public Task<Results<Ok<LedgerAnswer>, ProblemHttpResult>> ReadTenant(
        HttpContext context,
        [TenantName] string tenant,
        [FromQuery, Description(Times)] string? from,
        [FromQuery, Description(Times)] string? to,
        [FromQuery, Description("hour or day. Default: day.")] string? granularity,
        [FromQuery(Name = "group_by"), Description("key, model or none. Default: none.")] string? groupBy,
        [FromQuery, StringLength(256, MinimumLength = 1), Description("Only this key's, by its id.")] string? key,
        [FromQuery, StringLength(256, MinimumLength = 1), Description("Only this model's.")] string? model) =>
        Read(context, tenant, "key", groupBy, key);

    private async Task<Results<Ok<LedgerAnswer>, ProblemHttpResult>> Read(HttpContext context, string ledger, string grouped, string? groupBy, string? key)
    {
        var parameters = context.Request.Query.ToDictionary(parameter => parameter.Key, parameter => parameter.Value);
        Put(parameters, "group_by", groupBy);
        Put(parameters, "key", key);
        if (!UsageRules.TryRead(new QueryCollection(parameters), clock.GetUtcNow(), out var query, out var error)) return AdminProblem.Of(error);
        var report = await grains.GetGrain<IUsageGrain>(ledger).Read(query);
        return TypedResults.Ok(LedgerAnswer.Of(query, report, query.GroupBy is UsageGrouping.Key ? grouped : UsageRules.Word(query.GroupBy)));
    }

    private static void Put(Dictionary<string, StringValues> parameters, string name, string? value)
    {
        if (value is null) parameters.Remove(name);
        else parameters[name] = value;
    }
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>Plans: configured ones are shown, those of the register can be made, changed and deleted.</summary>
internal sealed class PlansAdmin(TenantDirectory tenants, TenantDesk desk)
{
    private const string Tag = "plans";

    public void Map(IEndpointRouteBuilder look, IEndpointRouteBuilder change)
    {
        look.MapGet("/plans", List)
            .Describe(Tag, "The plans", "In the order of their names.")
            .ShowExample(new Listing<PlanAnswer>([PlanAnswer.Example], null));
        look.MapGet("/plans/{plan}", Read)
            .Describe(Tag, "One plan", "Its limits and how its tenants share an upstream with others. The header ETag names its version.")
            .ShowExample(PlanAnswer.Example);
        change.MapPut("/plans/{plan}", Put).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Make or change a plan", "The whole plan, by the same rules and words as in configuration. It is in force at every silo within a second or two; what its tenants used stays counted. With If-Match only where the version is still the one that was read.")
            .ShowExample(PlanAnswer.Example, PlanBodyExample.Example);
        change.MapDelete("/plans/{plan}", Delete).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Delete a plan", "Only where no tenant has it.")
            .ShowExample(answer: null);
    }

    public Results<Ok<Listing<PlanAnswer>>, ProblemHttpResult> List(
        [FromQuery, Range(1, Paging.Most), Description("Most plans of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        string? place = null;
        if (after is not null && !Paging.TryRead(after, out place)) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        var page = Paging.Page(tenants.Plans, name => name, place, limit ?? Paging.Usual);
        return TypedResults.Ok(new Listing<PlanAnswer>([.. page.Data.Select(name => Look(name)!)], page.Next));
    }

    public Results<Ok<PlanAnswer>, ProblemHttpResult> Read(HttpContext context, [TenantName] string plan) => Show(context, plan);

    public async Task<Results<Ok<PlanAnswer>, ProblemHttpResult>> Put(HttpContext context, [TenantName] string plan)
    {
        var (body, problem) = await AdminBody.Read(context, PlanBody.Members);
        if (problem is not null) return problem;
        using (body)
        {
            if (Stands(context, plan, out var version) is { } changed) return changed;
            var answer = await desk.CarryOut(context.Operator(), new RegisterChange.PutPlan(plan, PlanBody.Settings(body!.Root)), version);
            return answer.ProblemOf() is { } refused ? refused : Show(context, plan);
        }
    }

    public async Task<Results<NoContent, ProblemHttpResult>> Delete(HttpContext context, [TenantName] string plan)
    {
        if (Stands(context, plan, out var version) is { } changed) return changed;
        var answer = await desk.CarryOut(context.Operator(), new RegisterChange.DeletePlan(plan), version);
        return answer.ProblemOf() is { } refused ? refused : TypedResults.NoContent();
    }

    private ProblemHttpResult? Stands(HttpContext context, string plan, out long? version)
    {
        version = null;
        if (context.Request.Headers.IfMatch.Count == 0) return null;
        version = Look(plan)?.Version ?? 0;
        return Etag.Refuse(context, Etag.OfVersion(version.Value));
    }

    private Results<Ok<PlanAnswer>, ProblemHttpResult> Show(HttpContext context, string plan)
    {
        if (Look(plan) is not { } found) return AdminProblem.NotFound($"There is no plan '{plan}'.");
        Etag.Show(context, Etag.OfVersion(found.Version));
        return TypedResults.Ok(found);
    }

    private PlanAnswer? Look(string plan) => tenants.Plan(plan) is { } found ? PlanAnswer.Of(found) : null;
}

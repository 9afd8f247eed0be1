using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Bodies;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>Tenants, wherever they come from: those of the register can be made, changed and deleted, configured ones can be paused and given another plan.</summary>
internal sealed class TenantsAdmin(TenantDirectory tenants, TenantDesk desk)
{
    private const string Tag = "tenants";

    private static readonly Dictionary<string, Rule> s_new = new() { ["id"] = Rules.Text(64), ["name"] = Rules.Text(TenantRecord.LongestName), ["plan"] = Rules.Text(64) };
    private static readonly Dictionary<string, Rule> s_change = new() { ["name"] = Rules.Text(TenantRecord.LongestName), ["plan"] = Rules.Text(64), ["paused"] = Rules.Boolean };

    public void Map(IEndpointRouteBuilder look, IEndpointRouteBuilder change)
    {
        look.MapGet("/tenants", List)
            .Describe(Tag, "The tenants", "Configured and registered ones. 'next' counts from the beginning of the order that was asked for.")
            .ShowExample(new Listing<TenantAnswer>([TenantAnswer.Example], Paging.CursorOf("50")));
        look.MapGet("/tenants/{tenant}", Read)
            .Describe(Tag, "One tenant", "The header ETag names its version.")
            .ShowExample(TenantAnswer.Example);
        change.MapPost("/tenants", (Delegate)Create).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Create a tenant", "It is known at this node when this returns, and at all others within a second or two. It has no keys yet.")
            .ShowExample(TenantAnswer.Example, new TenantOrderBody("acme", "Acme Inc.", "team"));
        change.MapPatch("/tenants/{tenant}", ChangeSome).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Change a tenant", "What is absent stays. An empty plan gives a configured tenant its configured plan back. What was used stays counted under the new plan. With If-Match only where the version is still the one that was read.")
            .ShowExample(TenantAnswer.Example, new TenantChangeBody(null, "team", Paused: false));
        change.MapPost("/tenants/{tenant}/pause", (HttpContext context, [TenantName] string tenant) => Pause(context, tenant, paused: true)).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Pause a tenant", "Its calls are refused with 403 tenant_paused; those that run go on.")
            .ShowExample(TenantAnswer.Example with { Paused = true });
        change.MapPost("/tenants/{tenant}/resume", (HttpContext context, [TenantName] string tenant) => Pause(context, tenant, paused: false)).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Resume a tenant", "Its calls pass again.")
            .ShowExample(TenantAnswer.Example);
        change.MapDelete("/tenants/{tenant}", Delete).WithMetadata(RegisterAudit.ByItself)
            .Describe(Tag, "Delete a tenant", "Its keys are gone with it. Of a configured one only what was changed here goes. Conversations and the ledger are left to their retention.")
            .ShowExample(answer: null);
    }

    public Results<Ok<Listing<TenantAnswer>>, ProblemHttpResult> List(
        [FromQuery, StringLength(128, MinimumLength = 1), Description("Only those that have this in their id, name or plan.")] string? search,
        [FromQuery, Description("id, name, plan or created_at; with a minus in front for the other direction. Default: id.")] string? sort,
        [FromQuery, Range(1, Paging.Most), Description("Most tenants of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        var descending = sort is ['-', ..];
        TenantOrder? order = (descending ? sort![1..] : sort) switch { null or "id" => TenantOrder.Id, "name" => TenantOrder.Name, "plan" => TenantOrder.Plan, "created_at" => TenantOrder.CreatedAt, _ => null };
        if (order is null) return AdminProblem.Invalid("sort", "'sort' must be id, name, plan or created_at, with or without a minus in front.");
        var skip = 0;
        if (after is not null && !(Paging.TryRead(after, out var place) && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out skip))) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        var most = limit ?? Paging.Usual;
        var (page, total) = tenants.Search(search, order.Value, descending, skip, most);
        return TypedResults.Ok(new Listing<TenantAnswer>([.. page.Select(TenantAnswer.Of)], skip + page.Count < total && page.Count > 0 ? Paging.CursorOf($"{skip + page.Count}") : null));
    }

    public Results<Ok<TenantAnswer>, ProblemHttpResult> Read(HttpContext context, [TenantName] string tenant) => Show(context, tenant);

    public async Task<Results<Created<TenantAnswer>, ProblemHttpResult>> Create(HttpContext context)
    {
        var (body, problem) = await AdminBody.Read(context, s_new);
        if (problem is not null) return problem;
        using (body)
        {
            if (Text(body!, "id") is not { } id) return AdminProblem.Invalid("id", "'id' is required: expected 1 to 64 of a-z, 0-9 and '-', not starting with '-'.");
            if (Text(body!, "plan") is not { } plan) return AdminProblem.Invalid("plan", "'plan' is required: expected the name of a plan.");
            var answer = await desk.CarryOut(context.Operator(), new RegisterChange.CreateTenant(id, Text(body!, "name") ?? "", plan));
            if (answer.ProblemOf() is { } refused) return refused;
            return tenants.Find(id) is { } made ? TypedResults.Created($"{AdminHosting.Root}/tenants/{id}", Tagged(context, TenantAnswer.Of(made))) : Unseen(id);
        }
    }

    public async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> ChangeSome(HttpContext context, [TenantName] string tenant)
    {
        var (body, problem) = await AdminBody.Read(context, s_change);
        if (problem is not null) return problem;
        using (body)
        {
            var paused = body!.Root.TryGetProperty("paused"u8, out var given) ? given.GetBoolean() : (bool?)null;
            return await Change(context, tenant, new RegisterChange.ChangeTenant(tenant, Text(body, "name"), Text(body, "plan"), paused));
        }
    }

    public async Task<Results<NoContent, ProblemHttpResult>> Delete(HttpContext context, [TenantName] string tenant)
    {
        if (Stands(context, tenant, out var version) is { } problem) return problem;
        var answer = await desk.CarryOut(context.Operator(), new RegisterChange.DeleteTenant(tenant), version);
        return answer.ProblemOf() is { } refused ? refused : TypedResults.NoContent();
    }

    private Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> Pause(HttpContext context, string tenant, bool paused) =>
        Change(context, tenant, new RegisterChange.ChangeTenant(tenant, null, null, paused));

    private async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> Change(HttpContext context, string tenant, RegisterChange.ChangeTenant change)
    {
        if (Stands(context, tenant, out var version) is { } problem) return problem;
        var answer = await desk.CarryOut(context.Operator(), change, version);
        return answer.ProblemOf() is { } refused ? refused : Show(context, tenant);
    }

    /// <summary>The version that is to be changed, where the caller named one.</summary>
    private ProblemHttpResult? Stands(HttpContext context, string tenant, out long? version)
    {
        version = null;
        if (context.Request.Headers.IfMatch.Count == 0 || tenants.Find(tenant) is not { } found) return null;
        version = found.Version;
        return Etag.Refuse(context, TenantAnswer.Of(found).Etag());
    }

    private Results<Ok<TenantAnswer>, ProblemHttpResult> Show(HttpContext context, string tenant) =>
        tenants.Find(tenant) is { } found ? TypedResults.Ok(Tagged(context, TenantAnswer.Of(found))) : AdminProblem.NotFound($"There is no tenant '{tenant}'.");

    private static TenantAnswer Tagged(HttpContext context, TenantAnswer answer)
    {
        Etag.Show(context, answer.Etag());
        return answer;
    }

    private static ProblemHttpResult Unseen(string id) => AdminProblem.Of(StatusCodes.Status503ServiceUnavailable, $"The tenant '{id}' was made, but this node does not hear of it yet.");

    private static string? Text(JsonBody body, string member) => body.Root.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}

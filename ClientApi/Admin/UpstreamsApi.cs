using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Bodies;
using Orchestrator.Dispatch;
using Orchestrator.Upstreams;

namespace Orchestrator.Admin;

/// <summary>How much the upstreams bear, and which of their targets are called.</summary>
internal sealed class UpstreamsApi(IGrainFactory grains, TargetsInConfiguration targets)
{
    private const string Tag = "upstreams";
    private const double LargestWeight = 1_000_000;

    private static readonly Dictionary<string, Rule> s_weight = new() { ["weight"] = WeightOrNull };

    public void Map(IEndpointRouteBuilder look, IEndpointRouteBuilder change)
    {
        look.MapGet("/upstreams", List)
            .Describe(Tag, "The upstreams", "Each upstream that is configured, in the order of their names.")
            .ShowExample(new Listing<UpstreamAnswer>([UpstreamAnswer.Example], null));
        look.MapGet("/upstreams/{upstream}", Read)
            .Describe(Tag, "One upstream", "Its limit and why it is so, its share by silo, the tenants that run and wait, its targets with their breakers. The header ETag names the orders that stand.")
            .ShowExample(UpstreamAnswer.Example);
        change.MapPost("/upstreams/{upstream}/targets/{target}/drain", Drain)
            .Describe(Tag, "Drain a target", "It takes no new calls from now on, on any silo; those that run go on. Survives restarts. Doing it again changes nothing.")
            .ShowExample(UpstreamAnswer.Example);
        change.MapPost("/upstreams/{upstream}/targets/{target}/resume", Resume)
            .Describe(Tag, "Resume a target", "It takes new calls again.")
            .ShowExample(UpstreamAnswer.Example);
        change.MapPut("/upstreams/{upstream}/targets/{target}/weight", SetWeight)
            .Describe(Tag, "Weigh a target", "Sets its weight among its model's targets, 0 to 1,000,000, over what is configured; null goes back to that. With If-Match only where the orders are still those that were read.")
            .ShowExample(UpstreamAnswer.Example, new WeightOrder(2.5));
    }

    public async Task<Results<Ok<Listing<UpstreamAnswer>>, ProblemHttpResult>> List(
        [FromQuery, Range(1, Paging.Most), Description("Most upstreams of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        string? place = null;
        if (after is not null && !Paging.TryRead(after, out place)) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        var page = Paging.Page(targets.Upstreams, name => name, place, limit ?? Paging.Usual);
        // Upstreams do not wait for each other.
        return TypedResults.Ok(new Listing<UpstreamAnswer>(await Task.WhenAll(page.Data.Select(Look)), page.Next));
    }

    public async Task<Results<Ok<UpstreamAnswer>, ProblemHttpResult>> Read(HttpContext context, [StringLength(256, MinimumLength = 1)] string upstream)
    {
        if (Find(upstream) is not { } name) return Missing(upstream);
        return Show(context, await Look(name));
    }

    public Task<Results<Ok<UpstreamAnswer>, ProblemHttpResult>> Drain(HttpContext context, [StringLength(256, MinimumLength = 1)] string upstream, [StringLength(256, MinimumLength = 1)] string target) =>
        Order(context, upstream, target, (grain, id) => grain.Drain(id, drained: true));

    public Task<Results<Ok<UpstreamAnswer>, ProblemHttpResult>> Resume(HttpContext context, [StringLength(256, MinimumLength = 1)] string upstream, [StringLength(256, MinimumLength = 1)] string target) =>
        Order(context, upstream, target, (grain, id) => grain.Drain(id, drained: false));

    public async Task<Results<Ok<UpstreamAnswer>, ProblemHttpResult>> SetWeight(HttpContext context, [StringLength(256, MinimumLength = 1)] string upstream, [StringLength(256, MinimumLength = 1)] string target)
    {
        var (body, problem) = await AdminBody.Read(context, s_weight);
        if (problem is not null) return problem;
        using (body)
        {
            if (!body!.Root.TryGetProperty("weight"u8, out var given)) return AdminProblem.Invalid("weight", $"'weight' is required: expected a number from 0 to {LargestWeight:F0}, or null.");
            var weight = given.ValueKind is JsonValueKind.Null ? (double?)null : given.GetDouble();
            return await Order(context, upstream, target, (grain, id) => grain.SetWeight(id, weight));
        }
    }

    private async Task<Results<Ok<UpstreamAnswer>, ProblemHttpResult>> Order(HttpContext context, string upstream, string target, Func<IUpstreamGrain, string, Task> order)
    {
        if (Find(upstream) is not { } name) return Missing(upstream);
        // A slash within a name comes as %2F, which the server leaves as it is.
        var id = $"{name}/{target.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase)}";
        if (!targets.Of(name).Any(one => one.Id == id)) return AdminProblem.NotFound($"No model leads to the target '{id}'.");
        if (context.Request.Headers.IfMatch.Count > 0 && Etag.Refuse(context, (await Look(name)).Etag()) is { } changed) return changed;
        await order(grains.GetGrain<IUpstreamGrain>(name), id);
        return Show(context, await Look(name));
    }

    private async Task<UpstreamAnswer> Look(string name) => UpstreamAnswer.Of(name, await grains.GetGrain<IUpstreamGrain>(name).Describe(), targets.Of(name));

    private string? Find(string upstream) => targets.Upstreams.FirstOrDefault(name => string.Equals(name, upstream, StringComparison.OrdinalIgnoreCase));

    private static Ok<UpstreamAnswer> Show(HttpContext context, UpstreamAnswer answer)
    {
        Etag.Show(context, answer.Etag());
        return TypedResults.Ok(answer);
    }

    private static ProblemHttpResult Missing(string upstream) => AdminProblem.NotFound($"No upstream '{upstream}' is configured.");

    private static Outcomes.ApiError? WeightOrNull(JsonElement value, string path) =>
        value.ValueKind is JsonValueKind.Null ? null : Rules.Number(0, LargestWeight)(value, path);
}

/// <summary>A target's weight; null for the one that is configured.</summary>
internal sealed record WeightOrder(double? Weight);

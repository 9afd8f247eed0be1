using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Sight;

namespace Orchestrator.Admin;

/// <summary>The last requests of each silo, with their walk through the rooms. Nothing of what was said.</summary>
internal sealed class RequestsApi(IGrainFactory grains)
{
    private const string Tag = "requests";
    private const string Prefix = "req_";

    private ISightGrain Sight => grains.GetGrain<ISightGrain>(0);

    public void Map(IEndpointRouteBuilder look)
    {
        look.MapGet("/requests", List)
            .Describe(Tag, "The last requests", "Those that ended last on each silo, the newest first; or the slowest, or those that run. Silos that did not answer within a second are named, and theirs are missing.")
            .ShowExample(new RequestsAnswer([TrailAnswer.Example], CursorOf(new TrailCursor(Examples.At, new RequestId(Guid.Empty))), []));
        look.MapGet("/requests/{request}", Read)
            .Describe(Tag, "One request", "Its walk through the rooms, step by step, in milliseconds since it came.")
            .ShowExample(TrailAnswer.Example);
    }

    public async Task<Results<Ok<RequestsAnswer>, ProblemHttpResult>> List(
        [FromQuery, TenantName, Description("Only this tenant's.")] string? tenant,
        [FromQuery, StringLength(32, MinimumLength = 1), Description("Only this key's, by its id.")] string? key,
        [FromQuery, StringLength(256, MinimumLength = 1), Description("Only this model's.")] string? model,
        [FromQuery, Description("How they ended: broken, completed, refused, upstream_failed, invalid or client_gone.")] string? end,
        [FromQuery(Name = "slower_than_ms"), Range(0, 86_400_000), Description("Only those that took at least so many milliseconds.")] int? slowerThanMs,
        [FromQuery, Description("Only those that came since.")] DateTimeOffset? since,
        [FromQuery, Description("newest, slowest or running. Default: newest.")] string? order,
        [FromQuery, Range(1, Paging.Most), Description("Most requests of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next. Only with the newest.")] string? after)
    {
        if (order is not (null or "newest" or "slowest" or "running")) return AdminProblem.Invalid("order", "'order' must be newest, slowest or running.");
        WalkEnd? ended = null;
        if (end is not null)
        {
            if (!WireWord.TryRead<WalkEnd>(end, out var known)) return AdminProblem.Invalid("end", $"'end' must be one of {WireWord.All<WalkEnd>()}.");
            if (order == "running") return AdminProblem.Invalid("end", "'end' is left out where those that run are asked for.");
            ended = known;
        }

        TrailCursor? before = null;
        if (after is not null)
        {
            if (order is "slowest" or "running") return AdminProblem.Invalid("after", "'after' is left out where the slowest or the running are asked for: there is one page of them.");
            if (!TryReadCursor(after, out var place)) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
            before = place;
        }

        var page = await Sight.Requests(new TrailQuery
        {
            Tenant = tenant,
            Key = key,
            Model = model,
            End = ended,
            SlowerThan = slowerThanMs is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            Since = since,
            Running = order == "running",
            SlowestFirst = order == "slowest",
            Before = before,
            Limit = limit ?? Paging.Usual,
        });
        return TypedResults.Ok(new RequestsAnswer([.. page.Trails.Select(TrailAnswer.Of)], page.Next is { } next ? CursorOf(next) : null, page.Coverage.Silent));
    }

    public async Task<Results<Ok<TrailAnswer>, ProblemHttpResult>> Read([StringLength(64, MinimumLength = 1)] string request)
    {
        if (!request.StartsWith(Prefix, StringComparison.Ordinal) || !Guid.TryParseExact(request.AsSpan(Prefix.Length), "N", out var value))
            return AdminProblem.Invalid("request", "'request' must be req_ and 32 hexadecimal digits, as the header x-request-id has it.");
        var query = new TrailQuery { Request = new RequestId(value), Limit = 1 };
        var ended = await Sight.Requests(query);
        var page = ended.Trails.IsEmpty ? await Sight.Requests(query with { Running = true }) : ended;
        if (page.Trails is [var trail, ..]) return TypedResults.Ok(TrailAnswer.Of(trail));
        var missing = page.Coverage.Silent.Length > 0 ? $" Not all silos answered: {string.Join(", ", page.Coverage.Silent)}." : "";
        return AdminProblem.NotFound($"The request '{request}' is not among the last that the silos remember.{missing}");
    }

    private static string CursorOf(TrailCursor cursor) =>
        Paging.CursorOf(string.Create(CultureInfo.InvariantCulture, $"{cursor.EndedAt.UtcTicks} {cursor.Request.Value:N}"));

    private static bool TryReadCursor(string after, out TrailCursor cursor)
    {
        cursor = default;
        if (!Paging.TryRead(after, out var place) || place.Split(' ') is not [var ticks, var request]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var ended) || ended > DateTimeOffset.MaxValue.UtcTicks
            || !Guid.TryParseExact(request, "N", out var id)) return false;
        cursor = new TrailCursor(new DateTimeOffset(ended, TimeSpan.Zero), new RequestId(id));
        return true;
    }
}

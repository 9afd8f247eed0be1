using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>The log of what operators did.</summary>
internal sealed class AuditApi(TenantDesk desk)
{
    public void Map(IEndpointRouteBuilder look) => look.MapGet("/audit", List)
        .Describe("audit", "What operators did", "The newest first: who changed what, when, and from what to what. Without secrets.")
        .ShowExample(new Listing<AuditAnswer>([AuditAnswer.Example], Paging.CursorOf("12")));

    public async Task<Results<Ok<Listing<AuditAnswer>>, ProblemHttpResult>> List(
        [FromQuery, Range(1, Paging.Most), Description("Most lines of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        var before = long.MaxValue;
        if (after is not null && !(Paging.TryRead(after, out var place) && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out before))) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        var most = limit ?? Paging.Usual;
        var entries = await desk.Log(before, most);
        return TypedResults.Ok(new Listing<AuditAnswer>([.. entries.Select(AuditAnswer.Of)], entries.Length == most && entries[^1].Number > 1 ? Paging.CursorOf($"{entries[^1].Number}") : null));
    }
}

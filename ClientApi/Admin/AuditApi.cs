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
    private const int LongestWord = 128;

    public void Map(IEndpointRouteBuilder look) => look.MapGet("/audit", List)
        .Describe("audit", "What operators did", "The newest first: who changed what, when, and from what to what. Without secrets. With a filter a page may be short and yet not the last: the last has no next.")
        .ShowExample(new Listing<AuditAnswer>([AuditAnswer.Example], Paging.CursorOf("12")));

    public async Task<Results<Ok<Listing<AuditAnswer>>, ProblemHttpResult>> List(
        [FromQuery, StringLength(LongestWord, MinimumLength = 1), Description("Only what this operator did.")] string? by,
        [FromQuery, StringLength(LongestWord, MinimumLength = 1), Description("Only this, as in key.revoke; or all of a kind, as in key.")] string? what,
        [FromQuery, StringLength(LongestWord, MinimumLength = 1), Description("Only what was done to something with this in its name.")] string? subject,
        [FromQuery, Range(1, Paging.Most), Description("Most lines of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        var before = long.MaxValue;
        if (after is not null && !(Paging.TryRead(after, out var place) && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out before))) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        var (found, next) = await desk.Log(new LogQuery(by, what, subject), before, limit ?? Paging.Usual);
        return TypedResults.Ok(new Listing<AuditAnswer>([.. found.Select(AuditAnswer.Of)], next is { } number ? Paging.CursorOf(number.ToString(CultureInfo.InvariantCulture)) : null));
    }
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.GrainStates;

namespace Orchestrator.Admin;

/// <summary>Which grains are in memory, and what one says of itself. Looking makes none.</summary>
internal sealed class GrainsApi(GrainLook look)
{
    private const string Tag = "grains";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/grains", Kinds)
            .Describe(Tag, "Kinds of grains", "Those that can be looked at, what their keys are, and how many of each are in memory.")
            .ShowExample(new Listing<GrainKindAnswer>([GrainKindAnswer.Example], null));
        routes.MapGet("/grains/{kind}", List)
            .Describe(Tag, "Grains of a kind in memory", "Their keys in order. Where more than 20,000 are in memory none are listed (409): name the one you want.")
            .ShowExample(new Listing<string>(["acme"], null));
        routes.MapGet("/grains/{kind}/state", State)
            .Describe(Tag, "A grain's state", "What it says of itself now as a tree of at most 500 members, 6 deep; nothing of what was said in it. 404 where it is not in memory: looking makes none.")
            .ShowExample(GrainStateAnswer.Example);
    }

    public async Task<Ok<Listing<GrainKindAnswer>>> Kinds() =>
        TypedResults.Ok(new Listing<GrainKindAnswer>([.. (await look.Count()).Select(kind => new GrainKindAnswer(kind.Key.Type, kind.Key.KeyHint, kind.Value))], null));

    public async Task<Results<Ok<Listing<string>>, ProblemHttpResult>> List(
        [StringLength(64, MinimumLength = 1)] string kind,
        [FromQuery, StringLength(GrainLook.LongestKey, MinimumLength = 1), Description("Only those whose key begins like this.")] string? prefix,
        [FromQuery, Range(1, Paging.Most), Description("Most keys of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(2 * GrainLook.LongestKey, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        if (Find(kind) is not { } found) return Missing(kind);
        string? place = null;
        if (after is not null && !Paging.TryRead(after, out place)) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        var active = await look.List(found);
        if (active.Keys is not { } keys) return AdminProblem.Conflict($"{active.Count} grains of the kind '{kind}' are in memory, which is more than are listed: ask for the state of one by its whole key.");
        var page = Paging.Page([.. keys.Where(key => prefix is null || key.StartsWith(prefix, StringComparison.Ordinal))], key => key, place, limit ?? Paging.Usual);
        return TypedResults.Ok(new Listing<string>(page.Data, page.Next));
    }

    public async Task<Results<Ok<GrainStateAnswer>, ProblemHttpResult>> State(
        [StringLength(64, MinimumLength = 1)] string kind, [FromQuery, StringLength(GrainLook.LongestKey, MinimumLength = 1), Description("The grain's whole key.")] string key)
    {
        if (Find(kind) is not { } found) return Missing(kind);
        return await look.State(found, key) is { } state
            ? TypedResults.Ok(new GrainStateAnswer(state.At.ToParsableString(), state.State))
            : AdminProblem.NotFound($"No grain '{key}' of the kind '{kind}' is in memory.");
    }

    private static GrainKind? Find(string kind) => GrainCatalogue.All.FirstOrDefault(known => known.Type == kind);

    private static ProblemHttpResult Missing(string kind) => AdminProblem.NotFound($"There is no kind '{kind}': expected one of {string.Join(", ", GrainCatalogue.All.Select(known => known.Type))}.");
}

/// <summary>A kind of grain, what its keys are, and how many are in memory.</summary>
internal sealed record GrainKindAnswer(string Kind, string Keys, long Active)
{
    public static GrainKindAnswer Example { get; } = new("quota", "a tenant", 120);
}

/// <summary>Where a grain is, and its state: each member with its value, or with members of its own.</summary>
internal sealed record GrainStateAnswer(string Silo, StateNode State)
{
    public static GrainStateAnswer Example { get; } = new("S10.0.0.1:11111:1", new StateNode("quota", "", [new StateNode("Levels", "1", [new StateNode("0", "", [new StateNode("Remaining", "271", [])])])]));
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Conversations;

namespace Orchestrator.Admin;

/// <summary>Tenants' conversations without what was said in them: list them, look at one and its turns, delete it.</summary>
internal sealed class ConversationsAdmin(IGrainFactory grains)
{
    private const string Tag = "conversations";
    private const string Whose = "Whose it is.";
    private const int MostTurns = 100;

    public void Map(IEndpointRouteBuilder look, IEndpointRouteBuilder change)
    {
        look.MapGet("/conversations", List)
            .Describe(Tag, "A tenant's conversations", "The latest first, or the largest. Pages are counted from the newest, so that an entry may come twice where something is said meanwhile.")
            .ShowExample(new Listing<ListedAnswer>([ListedAnswer.Example], Paging.CursorOf("50")));
        look.MapGet("/conversations/{conversation}", Read)
            .Describe(Tag, "One conversation", "Its turns, size, forks and metadata, and the turn that runs. Nothing of what was said.")
            .ShowExample(ConversationAnswer.Example);
        look.MapGet("/conversations/{conversation}/turns", ReadTurns)
            .Describe(Tag, "A conversation's turns", "When each was kept, its tokens, and how much of what came before was sent with it. Nothing of what was said.")
            .ShowExample(new Listing<TurnAnswer>([TurnAnswer.Example], null));
        change.MapDelete("/conversations/{conversation}", Delete)
            .Describe(Tag, "Delete a conversation", "Removes it for good, but for turns that forks of it still have as their past.")
            .ShowExample(answer: null);
    }

    public async Task<Results<Ok<Listing<ListedAnswer>>, ProblemHttpResult>> List(
        [FromQuery, TenantName, Description(Whose)] string tenant,
        [FromQuery, Description("conversations (which tenants made by themselves) or responses (stored ones, each chain as one). Default: conversations.")] string? shelf,
        [FromQuery, Description("latest or largest first. Default: latest.")] string? order,
        [FromQuery, Description("Only those in which nothing was said since then; with the order latest.")] DateTimeOffset? unused_since,
        [FromQuery, Range(0, long.MaxValue), Description("Only those of at least so many bytes; with the order largest.")] long? min_bytes,
        [FromQuery, Range(1, Paging.Most), Description("Most conversations of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        var chosen = ConversationShelf.Conversations;
        if (shelf is not (null or "conversations" or "responses")) return AdminProblem.Invalid("shelf", "'shelf' must be conversations or responses.");
        if (shelf == "responses") chosen = ConversationShelf.Responses;
        if (order is not (null or "latest" or "largest")) return AdminProblem.Invalid("order", "'order' must be latest or largest.");
        var largest = order == "largest";
        if (largest && unused_since is not null) return AdminProblem.Invalid("unused_since", "'unused_since' goes with the order latest.");
        if (!largest && min_bytes is not null) return AdminProblem.Invalid("min_bytes", "'min_bytes' goes with the order largest.");
        var skip = 0;
        if (after is not null && !TryReadNumber(after, out skip)) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        var most = limit ?? Paging.Usual;
        var page = await grains.GetGrain<IConversationListGrain>(Lanes.Next()).Find(chosen, new TenantId(tenant), new ConversationSearch
        {
            Order = largest ? ConversationOrder.Largest : ConversationOrder.Latest,
            UnusedSince = unused_since,
            AtLeast = min_bytes ?? 0,
            Offset = skip,
            Most = most,
        });
        var next = page.Conversations.Length == most && skip + most < page.Total ? CursorOf(skip + most) : null;
        return TypedResults.Ok(new Listing<ListedAnswer>([.. page.Conversations.Select(listed => new ListedAnswer(listed.Id.ToString(), listed.Id.CreatedAt, listed.SaidAt, listed.Bytes))], next));
    }

    public async Task<Results<Ok<ConversationAnswer>, ProblemHttpResult>> Read([StringLength(64, MinimumLength = 1)] string conversation, [FromQuery, TenantName, Description(Whose)] string tenant)
    {
        if (Find(tenant, conversation) is not { } grain || await grain.Describe() is not { } found) return Missing(tenant, conversation);
        return TypedResults.Ok(ConversationAnswer.Of(found));
    }

    public async Task<Results<Ok<Listing<TurnAnswer>>, ProblemHttpResult>> ReadTurns(
        [StringLength(64, MinimumLength = 1)] string conversation,
        [FromQuery, TenantName, Description(Whose)] string tenant,
        [FromQuery, Range(1, MostTurns), Description("Most turns of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        var first = 0;
        if (after is not null && !TryReadNumber(after, out first)) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        var most = limit ?? Paging.Usual;
        if (Find(tenant, conversation) is not { } grain || await grain.Describe() is not { } found || await grain.Turns(first, most) is not { } turns) return Missing(tenant, conversation);
        var next = turns.Length > 0 && turns[^1].Number + 1 < found.Turns ? CursorOf(turns[^1].Number + 1) : null;
        return TypedResults.Ok(new Listing<TurnAnswer>([.. turns.Select(TurnAnswer.Of)], next));
    }

    public async Task<Results<NoContent, ProblemHttpResult>> Delete([StringLength(64, MinimumLength = 1)] string conversation, [FromQuery, TenantName, Description(Whose)] string tenant)
    {
        if (Find(tenant, conversation) is not { } grain || !await grain.Delete()) return Missing(tenant, conversation);
        return TypedResults.NoContent();
    }

    private IConversationGrain? Find(string tenant, string conversation) =>
        ConversationId.TryParse(conversation, out var id) ? grains.GetGrain<IConversationGrain>(ConversationKey.Of(new TenantId(tenant), id)) : null;

    private static string CursorOf(int number) => Paging.CursorOf(number.ToString(CultureInfo.InvariantCulture));

    private static bool TryReadNumber(string after, out int number)
    {
        number = 0;
        return Paging.TryRead(after, out var place) && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static ProblemHttpResult Missing(string tenant, string conversation) => AdminProblem.NotFound($"The tenant '{tenant}' has no conversation '{conversation}'.");
}

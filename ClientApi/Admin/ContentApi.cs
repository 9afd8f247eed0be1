using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Conversations;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>What was said in a conversation, for admins, and never without being on the log before.</summary>
internal sealed class ContentApi(IGrainFactory grains, TenantDesk desk)
{
    private const int MostTurns = 100;

    /// <summary>A POST: it leaves something behind, and a browser's session does not do.</summary>
    public void Map(IEndpointRouteBuilder change) => change.MapPost("/conversations/{conversation}/content", Read).WithMetadata(RegisterAudit.ByItself)
        .Describe("conversations", "Look at what was said", "Turns of a conversation with their messages. That you look is on the audit log before you are answered.")
        .ShowExample(new Listing<ContentAnswer>([ContentAnswer.Example], null));

    public async Task<Results<Ok<Listing<ContentAnswer>>, ProblemHttpResult>> Read(
        HttpContext context,
        [StringLength(64, MinimumLength = 1)] string conversation,
        [FromQuery, TenantName, Description("Whose it is.")] string tenant,
        [FromQuery, Range(1, MostTurns), Description("Most turns of the page. Default: 50.")] int? limit,
        [FromQuery, StringLength(Paging.LongestCursor, MinimumLength = 1), Description("Where the page before ended: its next.")] string? after)
    {
        var first = 0;
        if (after is not null && !(Paging.TryRead(after, out var place) && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out first))) return AdminProblem.Invalid("after", "'after' must be the 'next' of a page.");
        if (!ConversationId.TryParse(conversation, out var id)) return Missing(tenant, conversation);
        var grain = grains.GetGrain<IConversationGrain>(ConversationKey.Of(new TenantId(tenant), id));
        if (await grain.Describe() is not { } found) return Missing(tenant, conversation);
        if ((await desk.Note(context.Operator(), "conversation.content", $"{tenant}/{id}")).ProblemOf() is { } unwritten) return unwritten;
        if (await grain.Turns(first, limit ?? Paging.Usual) is not { } turns) return Missing(tenant, conversation);
        return TypedResults.Ok(new Listing<ContentAnswer>([.. turns.Select(ContentAnswer.Of)], turns.Length > 0 && turns[^1].Number + 1 < found.Turns ? Paging.CursorOf($"{turns[^1].Number + 1}") : null));
    }

    private static ProblemHttpResult Missing(string tenant, string conversation) => AdminProblem.NotFound($"The tenant '{tenant}' has no conversation '{conversation}'.");
}

/// <summary>What was said in one turn: messages as they are sent to a chat model. No output where the model was not asked or its answer was erased.</summary>
internal sealed record ContentAnswer(int Number, IReadOnlyList<JsonElement> Input, JsonElement? Output)
{
    public static ContentAnswer Example { get; } = new(3, [Read("""{"role":"user","content":"What is my name?"}"""u8.ToArray())], Read("""{"role":"assistant","content":"Ada."}"""u8.ToArray()));

    public static ContentAnswer Of(Turn turn) => new(turn.Number, [.. turn.Input.Select(message => Read(message.Json))], turn.Output is { } output ? Read(output.Json) : null);

    private static JsonElement Read(ReadOnlyMemory<byte> json)
    {
        using var message = JsonDocument.Parse(json);
        return message.RootElement.Clone();
    }
}

using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Identity;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Conversations;

/// <summary>The items of a conversation: add some without asking the model, list them, look at one, remove one for good.</summary>
internal sealed class ConversationItemsApi(ConversationGrains grains, ConversationWire wire, IOptions<RequestLimits> limits)
{
    private const int Attempts = 5;

    public Task Add(HttpContext context, Caller caller) => grains.With(context, caller, async (id, grain) =>
    {
        var (body, error) = await RequestBody.Read(context, limits.Value);
        if (error is not null || !wire.TryReadItems(body, out var messages, out error))
        {
            await error.Write(context.Response);
            return;
        }

        await (await grain.Add(messages) switch
        {
            AddEnd.Added { Turn: var turn } => JsonAnswer.Write(context.Response, json => ItemList.Write(json, [.. TurnItems.Of(id, turn)], int.MaxValue)),
            AddEnd.Locked => ConversationErrors.Locked.Write(context.Response),
            AddEnd.Full full => ConversationErrors.Full(full.Bound, full.Limit).Write(context.Response),
            _ => ConversationErrors.NotFound(id.ToString()).Write(context.Response),
        });
    });

    public Task List(HttpContext context, Caller caller) => grains.With(context, caller, async (id, grain) =>
    {
        if (!ItemPage.TryRead(context.Request.Query, id, out var page, out var error))
        {
            await error.Write(context.Response);
            return;
        }

        var found = await ItemPages.Read(grain, id, page);
        await (found is null
            ? ConversationErrors.NotFound(id.ToString()).Write(context.Response)
            : JsonAnswer.Write(context.Response, json => ItemList.Write(json, found, page.Limit)));
    });

    public Task Delete(HttpContext context, Caller caller) => grains.With(context, caller, async (id, grain) =>
    {
        var error = await grain.Describe() is null ? ConversationErrors.NotFound(id.ToString()) : await Remove(caller, id, (string)context.Request.RouteValues["item"]!);
        var conversation = error is null ? await grain.Describe() : null;
        await (conversation is null
            ? (error ?? ConversationErrors.NotFound(id.ToString())).Write(context.Response)
            : JsonAnswer.Write(context.Response, json => ConversationWire.Write(json, conversation)));
    });

    public Task Get(HttpContext context, Caller caller) => grains.With(context, caller, async (id, grain) =>
    {
        var name = (string)context.Request.RouteValues["item"]!;
        await (await Find(grain, id, name) is { } found
            ? JsonAnswer.Write(context.Response, json => found.Item.Write(json, name, "completed"))
            : ConversationErrors.ItemNotFound(name).Write(context.Response));
    });

    /// <summary>Takes the item out of its turn, where that is kept. A turn that another changed meanwhile is read again.</summary>
    private async Task<ApiError?> Remove(Caller caller, ConversationId conversation, string item)
    {
        var keeper = conversation;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await Find(grains.Of(caller, conversation), conversation, item) is not { } found) return ConversationErrors.ItemNotFound(item);
            switch (await grains.Of(caller, keeper).Rewrite(TurnItems.Without(found.Turn, found.Id)!))
            {
                case RewriteEnd.Done: return null;
                case RewriteEnd.Locked: return ConversationErrors.Locked;
                case RewriteEnd.Missing: return ConversationErrors.ItemNotFound(item);
                case RewriteEnd.Elsewhere { Owner: var owner }: keeper = owner; break;
            }
        }
        return ConversationErrors.Locked;
    }

    private static async Task<Found?> Find(IConversationGrain grain, ConversationId conversation, string name)
    {
        if (!ItemId.TryParse(name, out var id) || id.Conversation != conversation) return null;
        if (await grain.Turns(id.Turn, 1) is not [var turn] || turn.Number != id.Turn) return null;
        var item = TurnItems.Of(conversation, turn).FirstOrDefault(entry => entry.Id == id).Item;
        return item is not null && id.ToString(item) == name ? new Found(turn, id, item) : null;
    }

    private sealed record Found(Turn Turn, ItemId Id, Item Item);
}

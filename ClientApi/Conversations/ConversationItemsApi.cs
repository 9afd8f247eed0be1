using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Identity;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Conversations;

/// <summary>The items of a conversation: add some without asking the model, list them, look at one.</summary>
internal sealed class ConversationItemsApi(ConversationGrains grains, ConversationWire wire, IOptions<RequestLimits> limits)
{
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

    public Task Get(HttpContext context, Caller caller) => grains.With(context, caller, async (id, grain) =>
    {
        var name = (string)context.Request.RouteValues["item"]!;
        var turns = ItemId.TryParse(name, out var wanted) && wanted.Conversation == id ? await grain.Turns(wanted.Turn, 1) : null;
        var found = turns is [var turn] && turn.Number == wanted.Turn ? TurnItems.Of(id, turn).FirstOrDefault(entry => entry.Id == wanted) : default;
        await (found.Item is null || found.Id.ToString(found.Item) != name
            ? ConversationErrors.ItemNotFound(name).Write(context.Response)
            : JsonAnswer.Write(context.Response, json => found.Item.Write(json, name, "completed")));
    });
}

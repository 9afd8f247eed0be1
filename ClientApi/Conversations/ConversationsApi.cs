using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Identity;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Conversations;

/// <summary>Conversations that the service keeps: create one, look at it, list what was said.</summary>
internal sealed class ConversationsApi(IGrainFactory grains, ConversationWire wire, IOptions<RequestLimits> limits)
{
    public async Task Create(HttpContext context, Caller caller)
    {
        var start = new NewConversation();
        if (HasBody(context.Request))
        {
            var (body, error) = await RequestBody.Read(context, limits.Value);
            if (error is not null || !wire.TryRead(body, out start, out error))
            {
                await error.Write(context.Response);
                return;
            }
        }
        await (await Grain(caller, ConversationId.Create()).Create(start) switch
        {
            ConversationStart.Created { Conversation: var conversation } => JsonAnswer.Write(context.Response, json => ConversationWire.Write(json, conversation)),
            ConversationStart.TooLarge { Bound: var bound, Limit: var limit } => ConversationErrors.TooLarge(bound, limit).Write(context.Response),
            var unexpected => throw new InvalidOperationException($"A conversation without a parent cannot start as {unexpected.GetType().Name}."),
        });
    }

    public async Task Describe(HttpContext context, Caller caller)
    {
        var name = NameIn(context);
        var conversation = ConversationId.TryParse(name, out var id) ? await Grain(caller, id).Describe() : null;
        await (conversation is null
            ? ConversationErrors.NotFound(name).Write(context.Response)
            : JsonAnswer.Write(context.Response, json => ConversationWire.Write(json, conversation)));
    }

    public async Task ListItems(HttpContext context, Caller caller)
    {
        var name = NameIn(context);
        if (!ConversationId.TryParse(name, out var id))
        {
            await ConversationErrors.NotFound(name).Write(context.Response);
            return;
        }
        if (!ItemPage.TryRead(context.Request.Query, id, out var page, out var error))
        {
            await error.Write(context.Response);
            return;
        }
        var found = await ItemPages.Read(Grain(caller, id), id, page);
        await (found is null
            ? ConversationErrors.NotFound(name).Write(context.Response)
            : JsonAnswer.Write(context.Response, json => ItemList.Write(json, found, page.Limit)));
    }

    private IConversationGrain Grain(Caller caller, ConversationId id) =>
        grains.GetGrain<IConversationGrain>(ConversationKey.Of(caller.Tenant, id));

    private static string NameIn(HttpContext context) => (string)context.Request.RouteValues["conversation"]!;

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0);
}

using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Identity;
using Orchestrator.Outcomes;

namespace Orchestrator.Conversations;

/// <summary>Conversations that the service keeps: create one, look at it, change its metadata, delete it.</summary>
internal sealed class ConversationsApi(ConversationGrains grains, ConversationWire wire, IOptions<RequestLimits> limits)
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
        await (await grains.Of(caller, ConversationId.Create()).Create(start with { IsNamed = true }) switch
        {
            ConversationStart.Created { Conversation: var conversation } => Write(context, conversation),
            ConversationStart.TooLarge { Bound: var bound, Limit: var limit } => ConversationErrors.TooLarge(bound, limit).Write(context.Response),
            var unexpected => throw new InvalidOperationException($"A conversation without a parent cannot start as {unexpected.GetType().Name}."),
        });
    }

    public Task Describe(HttpContext context, Caller caller) => grains.With(context, caller, async (id, grain) =>
        await WriteOrMissing(context, id, await grain.Describe()));

    public Task Update(HttpContext context, Caller caller) => grains.With(context, caller, async (id, grain) =>
    {
        var (body, error) = await RequestBody.Read(context, limits.Value);
        if (error is not null || !wire.TryReadMetadata(body, out var metadata, out error)) await error.Write(context.Response);
        else await WriteOrMissing(context, id, await grain.Update(metadata));
    });

    public Task Delete(HttpContext context, Caller caller) => grains.With(context, caller, async (id, grain) =>
        await (await grain.Delete()
            ? JsonAnswer.Write(context.Response, json => ConversationWire.WriteDeleted(json, id))
            : ConversationErrors.NotFound(id.ToString()).Write(context.Response)));

    private static Task WriteOrMissing(HttpContext context, ConversationId id, Conversation? conversation) => conversation is null
        ? ConversationErrors.NotFound(id.ToString()).Write(context.Response)
        : Write(context, conversation);

    private static Task Write(HttpContext context, Conversation conversation) =>
        JsonAnswer.Write(context.Response, json => ConversationWire.Write(json, conversation));

    private static bool HasBody(HttpRequest request) => request.ContentLength is > 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count > 0);
}

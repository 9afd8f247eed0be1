using Orchestrator.Identity;

namespace Orchestrator.Conversations;

/// <summary>Finds a tenant's conversations by the name in a request's path.</summary>
internal sealed class ConversationGrains(IGrainFactory grains)
{
    public IConversationGrain Of(Caller caller, ConversationId id) => grains.GetGrain<IConversationGrain>(ConversationKey.Of(caller.Tenant, id));

    /// <summary>Goes on with the conversation that the path names, or answers that it names nothing.</summary>
    public Task With(HttpContext context, Caller caller, Func<ConversationId, IConversationGrain, Task> answer)
    {
        var name = (string)context.Request.RouteValues["conversation"]!;
        return ConversationId.TryParse(name, out var id) ? answer(id, Of(caller, id)) : ConversationErrors.NotFound(name).Write(context.Response);
    }
}

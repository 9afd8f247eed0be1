using Orchestrator.Identity;

namespace Orchestrator.Conversations;

/// <summary>Adds conversations and maps their endpoints.</summary>
internal static class ConversationsHosting
{
    public static IServiceCollection AddConversations(this IServiceCollection services) => services
        .AddSingleton<ConversationWire>()
        .AddSingleton<ConversationGrains>()
        .AddSingleton<ConversationItemsApi>()
        .AddSingleton<ConversationsApi>();

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var conversations = routes.ServiceProvider.GetRequiredService<ConversationsApi>();
        routes.MapCaller(HttpMethods.Post, "/v1/conversations", conversations.Create);
        var items = routes.ServiceProvider.GetRequiredService<ConversationItemsApi>();
        routes.MapCallers("/v1/conversations/{conversation}", (HttpMethods.Get, conversations.Describe), (HttpMethods.Post, conversations.Update), (HttpMethods.Delete, conversations.Delete));
        routes.MapCallers("/v1/conversations/{conversation}/items", (HttpMethods.Get, items.List), (HttpMethods.Post, items.Add));
        routes.MapCallers("/v1/conversations/{conversation}/items/{item}", (HttpMethods.Get, items.Get), (HttpMethods.Delete, items.Delete));
    }
}

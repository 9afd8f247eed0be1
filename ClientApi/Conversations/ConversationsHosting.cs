using Orchestrator.Identity;

namespace Orchestrator.Conversations;

/// <summary>Adds conversations and maps their endpoints.</summary>
internal static class ConversationsHosting
{
    public static IServiceCollection AddConversations(this IServiceCollection services) => services
        .AddSingleton<ConversationWire>()
        .AddSingleton<ConversationsApi>();

    public static void MapConversations(this IEndpointRouteBuilder routes)
    {
        var conversations = routes.ServiceProvider.GetRequiredService<ConversationsApi>();
        routes.MapCaller(HttpMethods.Post, "/v1/conversations", conversations.Create);
        routes.MapCaller(HttpMethods.Get, "/v1/conversations/{conversation}", conversations.Describe);
        routes.MapCaller(HttpMethods.Get, "/v1/conversations/{conversation}/items", conversations.ListItems);
    }
}

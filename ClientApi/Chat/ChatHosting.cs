using Orchestrator.Identity;

namespace Orchestrator.Chat;

/// <summary>Adds chat completions and maps them, also at the path without a version that some clients use.</summary>
internal static class ChatHosting
{
    public static IServiceCollection AddChat(this IServiceCollection services) => services
        .AddSingleton<ChatWire>()
        .AddSingleton<ChatStream>()
        .AddSingleton<ChatApi>();

    public static void MapChat(this IEndpointRouteBuilder routes)
    {
        var chat = routes.ServiceProvider.GetRequiredService<ChatApi>();
        routes.MapCaller(HttpMethods.Post, "/v1/chat/completions", chat.Complete);
        routes.MapCaller(HttpMethods.Post, "/chat/completions", chat.Complete);
    }
}

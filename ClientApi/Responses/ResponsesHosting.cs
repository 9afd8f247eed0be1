using Orchestrator.Identity;

namespace Orchestrator.Responses;

/// <summary>Adds responses and maps their endpoint.</summary>
internal static class ResponsesHosting
{
    public static IServiceCollection AddResponses(this IServiceCollection services) => services
        .AddSingleton<ResponseWire>()
        .AddSingleton<ResponseStream>()
        .AddSingleton<BackgroundLog>()
        .AddSingleton<BackgroundStream>()
        .AddSingleton<BackgroundResponses>()
        .AddSingleton<KeptResponses>()
        .AddSingleton<KeptResponsesApi>()
        .AddSingleton<ResponsesApi>();

    public static void MapResponses(this IEndpointRouteBuilder routes)
    {
        var responses = routes.ServiceProvider.GetRequiredService<ResponsesApi>();
        var kept = routes.ServiceProvider.GetRequiredService<KeptResponsesApi>();
        routes.MapCaller(HttpMethods.Post, "/v1/responses", responses.Create);
        routes.MapCaller(HttpMethods.Get, "/v1/responses/{response}", kept.Get);
        routes.MapCaller(HttpMethods.Post, "/v1/responses/{response}/cancel", kept.Cancel);
    }
}

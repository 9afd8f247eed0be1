using Microsoft.Extensions.Options;
using Orchestrator.Identity;

namespace Orchestrator.Responses;

/// <summary>Adds responses and maps their endpoint.</summary>
internal static class ResponsesHosting
{
    public static IServiceCollection AddResponses(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ResponsesOptions>().Bind(configuration.GetSection(ResponsesOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ResponsesOptions>, ResponsesOptionsValidator>();
        services.AddOptions<SocketOptions>().Bind(configuration.GetSection(SocketOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SocketOptions>, SocketOptionsValidator>();
        return services
            .AddSingleton<ResponseWire>()
            .AddSingleton<ResponseRequests>()
            .AddSingleton<ResponseTeller>()
            .AddSingleton<ResponseStream>()
            .AddSingleton<ResponseSocket>()
            .AddSingleton<BackgroundLog>()
            .AddSingleton<BackgroundStream>()
            .AddSingleton<BackgroundResponses>()
            .AddSingleton<KeptResponses>()
            .AddSingleton<KeptResponsesApi>()
            .AddSingleton<PastTurns>()
            .AddSingleton<CompactionWire>()
            .AddSingleton<CompactionApi>()
            .AddSingleton<InputTokensApi>()
            .AddSingleton<ResponsesApi>();
    }

    public static void MapResponses(this IEndpointRouteBuilder routes)
    {
        var responses = routes.ServiceProvider.GetRequiredService<ResponsesApi>();
        var kept = routes.ServiceProvider.GetRequiredService<KeptResponsesApi>();
        var socket = routes.ServiceProvider.GetRequiredService<ResponseSocket>();
        routes.MapCallers("/v1/responses", (HttpMethods.Post, responses.Create), (HttpMethods.Get, socket.Accept));
        routes.MapCaller(HttpMethods.Post, "/v1/responses/compact", routes.ServiceProvider.GetRequiredService<CompactionApi>().Compact);
        routes.MapCaller(HttpMethods.Post, "/v1/responses/input_tokens", routes.ServiceProvider.GetRequiredService<InputTokensApi>().Count);
        routes.MapCallers("/v1/responses/{response}", (HttpMethods.Get, kept.Get), (HttpMethods.Delete, kept.Delete));
        routes.MapCaller(HttpMethods.Post, "/v1/responses/{response}/cancel", kept.Cancel);
        routes.MapCaller(HttpMethods.Get, "/v1/responses/{response}/input_items", kept.ListInput);
    }
}

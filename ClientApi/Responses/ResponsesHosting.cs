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
        return services
            .AddSingleton<ResponseWire>()
            .AddSingleton<ResponseStream>()
            .AddSingleton<ResponsesApi>();
    }

    public static void MapResponses(this IEndpointRouteBuilder routes)
    {
        var responses = routes.ServiceProvider.GetRequiredService<ResponsesApi>();
        routes.MapCaller(HttpMethods.Post, "/v1/responses", responses.Create);
    }
}

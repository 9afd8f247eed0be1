using Microsoft.Extensions.Options;

namespace Orchestrator.Streaming;

/// <summary>Adds the options of streams.</summary>
internal static class StreamingHosting
{
    public static IServiceCollection AddStreaming(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StreamingOptions>().Bind(configuration.GetSection(StreamingOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StreamingOptions>, StreamingOptionsValidator>();
        return services;
    }
}

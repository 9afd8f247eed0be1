using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>Adds the hall to a silo.</summary>
public static class RequestsHosting
{
    public static IServiceCollection AddRequests(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RequestsOptions>().Bind(configuration.GetSection("Requests")).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RequestsOptions>, RequestsOptionsValidator>();
        services.AddSingleton<OrchestratorMeter>();
        services.AddSingleton<RequestWalks>();
        services.AddSingleton<AnswerTaps>();
        services.AddSingleton<Insistence>();
        services.AddSingleton<WindowSteps>();
        services.AddSingleton<SummarySteps>();
        services.AddSingleton<ConversationSteps>();
        services.AddSingleton<QuotaSteps>();
        services.AddSingleton<IRequestHall, RequestHall>();
        services.AddSingleton<RemoteRequests>();
        services.AddSingleton<RequestsInFlight>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<RequestsInFlight>());
        return services;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orchestrator.Conversations;

/// <summary>Opens the Conversations room on a silo.</summary>
public static class ConversationsHosting
{
    /// <summary>Adds what conversations need, with options from the section <c>Conversations</c>, the models' windows and the tenants' retention. The silo brings the default grain storage and an <see cref="IConversationIndex"/>.</summary>
    public static IServiceCollection AddConversations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConversationOptions>().Bind(configuration.GetSection(ConversationOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConversationOptions>, ConversationOptionsValidator>();
        AddWindow(services, configuration);
        AddRetention(services, configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ConversationStore>();
        return services;
    }

    /// <summary>Looks for conversations that have grown old. It needs reminders.</summary>
    public static IServiceCollection AddRetentionSweeps(this IServiceCollection services) => services.AddHostedService<RetentionStart>();

    private static void AddRetention(IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RetentionOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<RetentionOptions>>(new RetentionRules(configuration));
        services.AddSingleton<IOptionsChangeTokenSource<RetentionOptions>>(new ConfigurationChangeTokenSource<RetentionOptions>(configuration));
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
    }

    private static void AddWindow(IServiceCollection services, IConfiguration configuration)
    {
        var rules = new WindowRules(configuration);
        services.AddOptions<WindowOptions>().Bind(configuration.GetSection(WindowOptions.Section)).ValidateOnStart();
        services.AddSingleton<IConfigureOptions<WindowOptions>>(rules);
        services.AddSingleton<IValidateOptions<WindowOptions>>(rules);
        services.AddSingleton<IValidateOptions<WindowOptions>, WindowOptionsValidator>();
        services.AddSingleton<ContextWindows>();
    }
}

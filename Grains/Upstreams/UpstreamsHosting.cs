using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orchestrator.Upstreams;

/// <summary>Adds the upstreams and their shared connections to a silo.</summary>
public static partial class UpstreamsHosting
{
    public static IServiceCollection AddUpstreams(this IServiceCollection services, IConfiguration configuration)
    {
        var references = new EnvironmentReferences(configuration);
        services.AddOptions<UpstreamsOptions>()
            .Configure(options => UpstreamsSettings.Read(references.Resolve("Upstreams", "Models"), options))
            .ValidateOnStart();
        services.AddSingleton<IOptionsChangeTokenSource<UpstreamsOptions>>(new ConfigurationChangeTokenSource<UpstreamsOptions>(configuration));
        services.AddSingleton<IValidateOptions<UpstreamsOptions>, UpstreamsOptionsValidator>();
        services.TryAddSingleton<UpstreamDirectory>();
        services.TryAddSingleton<CallRunner>();
        services.TryAddSingleton<IAdmission, OpenAdmission>();
        services.TryAddSingleton<ITargetBoard>(provider =>
            new TargetBoard(provider.GetRequiredService<UpstreamDirectory>(), provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString()));
        return services;
    }

    /// <summary>Replaces <c>${NAME}</c> in configured values by the environment variable of that name; one that is not set stays as it stands, for the validator to name.</summary>
    private sealed partial class EnvironmentReferences(IConfiguration configuration)
    {
        public IConfigurationRoot Resolve(params string[] sections)
        {
            var values = sections
                .SelectMany(section => configuration.GetSection(section).AsEnumerable())
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value is { } value ? Reference().Replace(value, Lookup) : null));
            return new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        }

        private string Lookup(Match match) => configuration[match.Groups[1].Value] is { Length: > 0 } value ? value : match.Value;

        [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")]
        private static partial Regex Reference();
    }
}

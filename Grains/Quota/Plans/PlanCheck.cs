using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Says whether the settings of a plan could stand in configuration, by the same rules.</summary>
internal sealed class PlanCheck(IConfiguration configuration)
{
    /// <summary>What is wrong, by path; null where nothing is.</summary>
    public string? Problems(string plan, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var alone = new ConfigurationBuilder()
            .AddInMemoryCollection(configuration.GetSection("Models").AsEnumerable())
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Plans:{plan}:{setting.Key}", (string?)setting.Value)))
            .Build();
        var options = new QuotaOptions();
        try
        {
            new QuotaSettings(alone).Configure(options);
        }
        catch (OptionsValidationException wrong)
        {
            return wrong.Message;
        }

        var verdict = new QuotaOptionsValidator().Validate(null, options);
        return verdict.Failed ? verdict.FailureMessage : null;
    }
}

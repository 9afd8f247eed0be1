using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Reads plans, tenants, models and terms from the configuration's root, strictly: a limit with a word that is not understood must not be left out without a word.</summary>
internal sealed class QuotaSettings(IConfiguration configuration) : IConfigureOptions<QuotaOptions>
{
    public void Configure(QuotaOptions options)
    {
        foreach (var plan in configuration.GetSection("Plans").GetChildren()) options.Plans[plan.Key] = Read<QuotaPlanOptions>(plan);
        foreach (var tenant in configuration.GetSection("Tenants").GetChildren()) options.Tenants[tenant.Key] = new QuotaTenantOptions { Plan = tenant["Plan"] ?? "" };
        foreach (var model in configuration.GetSection("Models").GetChildren()) options.Models[model.Key] = ReadModel(model);
        options.Quota = Read<QuotaTerms>(configuration.GetSection("Quota"));
    }

    // What else a model has is for other rooms to read.
    private static QuotaModelOptions ReadModel(IConfigurationSection model)
    {
        var price = model.GetSection("Price");
        return new QuotaModelOptions
        {
            MaxTokens = Checked(model, static model => model.GetValue<int?>("MaxTokens")),
            Price = price.GetChildren().Any() ? Read<PriceOptions>(price) : null,
        };
    }

    private static T Read<T>(IConfigurationSection section)
        where T : new() => Checked(section, static section => section.Get<T>(static binder => binder.ErrorOnUnknownConfiguration = true)) ?? new T();

    private static T Checked<T>(IConfigurationSection section, Func<IConfigurationSection, T> read)
    {
        try
        {
            return read(section);
        }
        catch (InvalidOperationException wrong)
        {
            // The innermost says which value is not understood.
            Exception cause = wrong;
            while (cause.InnerException is InvalidOperationException inner) cause = inner;
            throw new OptionsValidationException(Options.DefaultName, typeof(QuotaOptions), [$"{section.Path} is not understood. {cause.Message}"]);
        }
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Orchestrator.Upstreams;

/// <summary>
/// Reads upstreams and models one by one: bound as a whole, an entry of a list or dictionary with a value that is not understood would be left out without a word.
/// </summary>
internal static class UpstreamsSettings
{
    public static void Read(IConfiguration configuration, UpstreamsOptions options)
    {
        foreach (var upstream in configuration.GetSection("Upstreams").GetChildren())
            options.Upstreams[upstream.Key] = Checked(upstream, static section => section.Get<UpstreamOptions>()) ?? new UpstreamOptions();
        foreach (var model in configuration.GetSection("Models").GetChildren())
        {
            // What else a model has is for other rooms to read.
            options.Models[model.Key] = new ModelOptions
            {
                Upstream = model["Upstream"] ?? "",
                Name = model["Name"],
                Targets = Targets(model.GetSection("Targets")),
                Fallbacks = Targets(model.GetSection("Fallbacks")),
                Hedge = Checked(model.GetSection("Hedge"), static section => section.Get<HedgeOptions>(static binder => binder.ErrorOnUnknownConfiguration = true)) ?? new HedgeOptions(),
            };
        }
    }

    private static List<TargetOptions> Targets(IConfigurationSection section) =>
        [.. section.GetChildren().Select(target => Checked(target, static section => section.Get<TargetOptions>(static binder => binder.ErrorOnUnknownConfiguration = true)) ?? new TargetOptions())];

    private static T? Checked<T>(IConfigurationSection section, Func<IConfigurationSection, T?> read)
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
            throw new OptionsValidationException(Options.DefaultName, typeof(UpstreamsOptions), [$"{section.Path} is not understood. {cause.Message}"]);
        }
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Orchestrator.Conversations;

/// <summary>Reads the models' windows from the configuration's root, and refuses those in which nothing could be said.</summary>
internal sealed class WindowRules(IConfiguration configuration) : IConfigureOptions<WindowOptions>, IValidateOptions<WindowOptions>
{
    private const int Least = 1_024;
    private const int Most = 10_000_000;

    // What else a model has is for other rooms to read.
    public void Configure(WindowOptions options)
    {
        foreach (var model in configuration.GetSection("Models").GetChildren())
        {
            if (model["ContextWindow"] is not { Length: > 0 }) continue;
            options.Models[model.Key] = Read(model);
        }
    }

    public ValidateOptionsResult Validate(string? name, WindowOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        foreach (var (model, size) in options.Models)
        {
            var path = $"Models:{model}:ContextWindow";
            if (size is < Least or > Most) errors.AddError($"{path} is {size}, expected {Least} to {Most}.");
            else if (options.Policy is WindowPolicy.Summarise && options.SummaryTokens > size / 2)
                errors.AddError($"{WindowOptions.Section}:SummaryTokens is {options.SummaryTokens}, more than half of {path}, {size}.");
        }

        return errors.Build();
    }

    private static int Read(IConfigurationSection model)
    {
        try
        {
            return model.GetValue<int>("ContextWindow");
        }
        catch (InvalidOperationException wrong)
        {
            throw new OptionsValidationException(Options.DefaultName, typeof(WindowOptions), [$"{model.Path} is not understood. {wrong.Message}"]);
        }
    }
}

using Microsoft.Extensions.Options;

namespace Orchestrator.Conversations;

/// <summary>The terms of each model's window, as they are configured.</summary>
internal sealed class ContextWindows(IOptions<WindowOptions> options)
{
    public WindowTerms Of(ModelName model)
    {
        var window = options.Value;
        return new WindowTerms(window.Models.TryGetValue(model.Value, out var size) ? size : null, window.Policy, window.Keep, window.SummaryTokens);
    }
}

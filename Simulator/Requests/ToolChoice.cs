using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>Whether a tool may, must or must not be called, and which.</summary>
internal readonly record struct ToolChoice(bool Forbids, bool Demands, string? Name)
{
    public static ToolChoice Of(CompletionBody body)
    {
        if (body.ToolChoice is { ValueKind: JsonValueKind.Object } named)
        {
            var name = named.TryGetProperty("function", out var function) && function.TryGetProperty("name", out var text)
                ? text.GetString()
                : null;
            return new ToolChoice(Forbids: false, Demands: true, name ?? "");
        }

        var word = body.ToolChoice is { ValueKind: JsonValueKind.String } choice ? choice.GetString() : null;
        return new ToolChoice(Forbids: word == "none", Demands: word == "required", Name: null);
    }

    /// <summary>The function to call: the named one, or the first on offer.</summary>
    public FunctionBody? Function(CompletionBody body)
    {
        foreach (var tool in body.Tools ?? [])
        {
            if (Name is null || tool.Function?.Name == Name)
                return tool.Function;
        }

        return null;
    }
}

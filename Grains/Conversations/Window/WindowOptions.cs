using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Conversations;

/// <summary>What is done with conversations that outgrow a model's window. Section <c>Conversations:Window</c>, and of each model <c>Models:{name}:ContextWindow</c>.</summary>
public sealed class WindowOptions
{
    /// <summary>The configuration section they are read from.</summary>
    public const string Section = "Conversations:Window";

    /// <summary>What is done. Default: Refuse.</summary>
    [EnumDataType(typeof(WindowPolicy), ErrorMessage = "Policy is unknown, expected Refuse, DropOldest or Summarise.")]
    public WindowPolicy Policy { get; set; } = WindowPolicy.Refuse;

    /// <summary>How much of the room for what was said may be filled after a shrink: 0.1 to 0.9. Less shrinks more rarely, more forgets less. Default: 0.5.</summary>
    [Range(0.1, 0.9)]
    public double Keep { get; set; } = 0.5;

    /// <summary>Longest summary in tokens, where dropped turns are summarised: 64 to 100 000. Default: 1 000.</summary>
    [Range(64, 100_000)]
    public int SummaryTokens { get; set; } = 1_000;

    /// <summary>The most tokens of a prompt and its answer together, by model: 1 024 to 10 000 000. Default: none, and then nothing is dropped or refused here.</summary>
    public Dictionary<string, int> Models { get; } = [];
}

/// <summary>What is done with a conversation that does not fit into a model's window.</summary>
public enum WindowPolicy
{
    /// <summary>The request is refused.</summary>
    Refuse,

    /// <summary>The oldest turns are no longer sent. They are kept all the same.</summary>
    DropOldest,

    /// <summary>The oldest turns are no longer sent, and a summary of them is. They are kept all the same.</summary>
    Summarise,
}

[OptionsValidator]
internal sealed partial class WindowOptionsValidator : IValidateOptions<WindowOptions>;

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Conversations;

/// <summary>How long and how large a conversation may become.</summary>
public sealed class ConversationOptions
{
    /// <summary>The configuration section they are read from.</summary>
    public const string Section = "Conversations";

    /// <summary>Most turns of a conversation, those inherited from a fork's parent included. Default: 10 000.</summary>
    [Range(1, 1_000_000)]
    public int MaxTurns { get; set; } = 10_000;

    /// <summary>Most bytes of messages of a conversation, those inherited included; no turn begins once it is reached. Default: 64 MiB.</summary>
    [Range(1_024, 1L << 30)]
    public long MaxBytes { get; set; } = 64 << 20;

    /// <summary>Most messages that a conversation may be created with. Default: 20.</summary>
    [Range(1, 1_000)]
    public int MaxFirstMessages { get; set; } = 20;

    /// <summary>Most requests that wait for their turn in one conversation; beyond, and where it is 0, they are refused as locked. Default: 8.</summary>
    [Range(0, 1_000)]
    public int MaxWaiting { get; set; } = 8;

    /// <summary>Longest that a request waits for its turn before it is refused as locked. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most forks that share turns of one conversation. Default: 1 000.</summary>
    [Range(1, 100_000)]
    public int MaxForks { get; set; } = 1_000;

    /// <summary>Longest that a turn may run before another may take its place. Default: 65 minutes, a little more than the longest request.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan LongestTurn { get; set; } = TimeSpan.FromMinutes(65);

    /// <summary>The bound that so many more bytes would break; null where there is room for another turn with them.</summary>
    internal (string Name, long Limit)? BoundReached(History history, long bytes) =>
        history.Count >= MaxTurns ? ("turns", MaxTurns) : history.Bytes + bytes > MaxBytes ? ("bytes", MaxBytes) : null;
}

[OptionsValidator]
internal sealed partial class ConversationOptionsValidator : IValidateOptions<ConversationOptions>;

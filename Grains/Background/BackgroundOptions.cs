using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Background;

/// <summary>How long and how much is kept of background answers. Section <c>Background</c>.</summary>
public sealed class BackgroundOptions
{
    public const string Section = "Background";

    /// <summary>How long a completed answer can still be taken up as a stream after its end; afterwards its conversation alone has it. Default: 15 minutes.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "1.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an answer that failed or was cancelled can be looked at. Default: 1 day.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan KeepFailed { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Least time between two writes of one answer: what arrives within it is written together, and shown when it is written. Default: 50 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan WriteEvery { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Most bytes of chunks kept of one answer; one that grows beyond fails. Default: 32 MiB.</summary>
    [Range(1_024, 1 << 30)]
    public long MaxBytes { get; set; } = 32 << 20;
}

[OptionsValidator]
internal sealed partial class BackgroundOptionsValidator : IValidateOptions<BackgroundOptions>;

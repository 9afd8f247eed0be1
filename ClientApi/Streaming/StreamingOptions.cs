using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Streaming;

/// <summary>How streamed answers are handed to clients.</summary>
public sealed class StreamingOptions
{
    public const string Section = "Api:Streaming";

    /// <summary>How long a stream may be silent before a comment shows that it lives. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan KeepAliveEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may leave what was written unread before it is cut off. Default: 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How far a batch may be ahead of the last one written. Default: 64.</summary>
    [Range(1, 65_536)]
    public int BatchesAhead { get; set; } = 64;

    /// <summary>How long the reader of a client that left goes on refusing batches, so that their sender is not left waiting. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan Farewell { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
internal sealed partial class StreamingOptionsValidator : IValidateOptions<StreamingOptions>;

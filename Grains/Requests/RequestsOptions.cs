using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Requests;

/// <summary>What the hall assumes and how long it waits. Section <c>Requests</c>.</summary>
public sealed class RequestsOptions
{
    /// <summary>Completion tokens reserved for a request that sets no maximum. What it uses beyond is debt, paid before later requests pass. Default: 1,024.</summary>
    [Range(1, 1_000_000)]
    public int AssumedCompletionTokens { get; init; } = 1024;

    /// <summary>Longest wait of a stopping silo for the requests that it runs. At most 70 s, within which the process ends. Default: 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:10")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

[OptionsValidator]
internal sealed partial class RequestsOptionsValidator : IValidateOptions<RequestsOptions>;

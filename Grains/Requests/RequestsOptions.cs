using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Requests;

/// <summary>How long the hall waits. Section <c>Requests</c>.</summary>
public sealed class RequestsOptions
{
    /// <summary>Longest wait of a stopping silo for the requests that it runs. At most 70 s, within which the process ends. Default: 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:10")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

[OptionsValidator]
internal sealed partial class RequestsOptionsValidator : IValidateOptions<RequestsOptions>;

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Bodies;

/// <summary>How large a request may be.</summary>
public sealed class RequestLimits
{
    public const string Section = "Api:Requests";

    /// <summary>Longest body in bytes. Default: 8 MiB.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int BodyBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Deepest nesting of a body's JSON. Default: 64.</summary>
    [Range(8, 512)]
    public int Depth { get; set; } = 64;

    /// <summary>Most messages or items in one request. Default: 4 096.</summary>
    [Range(1, 1_000_000)]
    public int Messages { get; set; } = 4096;
}

[OptionsValidator]
internal sealed partial class RequestLimitsValidator : IValidateOptions<RequestLimits>;

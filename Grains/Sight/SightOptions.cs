using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Sight;

/// <summary>How much a silo remembers of its last requests. Section <c>Sight</c>.</summary>
public sealed class SightOptions
{
    public const string Section = "Sight";

    /// <summary>The last requests that a silo can tell of, half a kilobyte each. Default: 2,000.</summary>
    [Range(1, 100_000)]
    public int LastRequests { get; set; } = 2_000;

    /// <summary>How long a silo may take to answer before the others are shown without it. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:10")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How old an overview may be before the silos are asked again. Default: 500 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan OverviewAge { get; set; } = TimeSpan.FromMilliseconds(500);
}

[OptionsValidator]
internal sealed partial class SightOptionsValidator : IValidateOptions<SightOptions>;

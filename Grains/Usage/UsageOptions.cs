using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Usage;

/// <summary>How often use is written down, how much of it and for how long. Section <c>Usage</c>.</summary>
public sealed class UsageOptions
{
    public const string Section = "Usage";

    /// <summary>How often a silo writes down what its requests used; one that is killed loses what it has not written. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan FlushEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many days each hour is kept by itself. Default: 35.</summary>
    [Range(2, 400)]
    public int KeepHoursForDays { get; set; } = 35;

    /// <summary>How many days each day is kept. Default: 400.</summary>
    [Range(2, 4_000)]
    public int KeepDays { get; set; } = 400;

    /// <summary>Most keys and models, one with the other, that are told apart in an hour or a day; the others are one. Default: 500.</summary>
    [Range(1, UsageFlush.MostRows - 1)]
    public int MostRows { get; set; } = 500;

    /// <summary>Most ledgers that a silo writes in a second; where more tenants are active, each of them waits longer for its turn. Default: 200.</summary>
    [Range(1, 100_000)]
    public int WritesPerSecond { get; set; } = 200;

    /// <summary>Most ledgers that a silo writes at the same time. Default: 32.</summary>
    [Range(1, 1_000)]
    public int WritesAtOnce { get; set; } = 32;
}

[OptionsValidator]
internal sealed partial class UsageOptionsValidator : IValidateOptions<UsageOptions>;

using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Upstreams;

/// <summary>Where a model is served: at one target (<see cref="Upstream"/> and <see cref="Name"/>), or at several by weight (<see cref="Targets"/>).</summary>
public sealed class ModelOptions
{
    /// <summary>The name of the one upstream. Required where there are no Targets, and not allowed beside them.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>What the one upstream calls the model. Default: the name by which clients ask.</summary>
    public string? Name { get; init; }

    /// <summary>Where new calls go, by weight. At most 32.</summary>
    public List<TargetOptions> Targets { get; init; } = [];

    /// <summary>Where calls go, the first that takes them, while none of the others does. At most 32.</summary>
    public List<TargetOptions> Fallbacks { get; init; } = [];

    /// <summary>How long a streamed answer may let its first content be waited for before the same call is made once more, at another target where there is one. Default: none, and a call is made once: both are paid.</summary>
    public HedgeOptions Hedge { get; init; } = new();
}

/// <summary>When a slow stream is asked for twice.</summary>
public sealed class HedgeOptions
{
    /// <summary>The wait for the first content, from 10 ms to 10 min. Default: none.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan? After { get; init; }
}

/// <summary>One place where a model is served.</summary>
public sealed class TargetOptions
{
    /// <summary>The name of the upstream. Required.</summary>
    public string Upstream { get; init; } = "";

    /// <summary>What the upstream calls the model. Default: the name by which clients ask.</summary>
    public string? Name { get; init; }

    /// <summary>Its share of new calls among the weights of its model; 0 for none. Fallbacks are taken in order, whatever their weight. Default: 1.</summary>
    [Range(0.0, 1_000_000.0)]
    public double Weight { get; init; } = 1;

    /// <summary>Most calls that one silo has there at once; each silo counts its own. Default: no bound but the upstream's.</summary>
    [Range(1, 100_000)]
    public int? MaxConcurrency { get; init; }
}

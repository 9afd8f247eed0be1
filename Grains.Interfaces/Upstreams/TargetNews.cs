namespace Orchestrator.Upstreams;

/// <summary>A target's breaker as one silo sees it.</summary>
/// <param name="Target">The upstream's name, a slash, and what the upstream calls the model.</param>
/// <param name="Silo">Who tells it.</param>
/// <param name="Opening">Counts the openings of that breaker on that silo, so that late news are known as such.</param>
/// <param name="State">Open or half-open; closed once, when it has closed again.</param>
/// <param name="Left">How long it is still to stay open; zero when it is not.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.target-news")]
public readonly record struct TargetNews(
    [property: Id(0)] string Target, [property: Id(1)] string Silo, [property: Id(2)] long Opening, [property: Id(3)] BreakerState State, [property: Id(4)] TimeSpan Left);

/// <summary>Whether calls go to a target.</summary>
[GenerateSerializer, Alias("orchestrator.breaker-state")]
public enum BreakerState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>None does.</summary>
    Open,

    /// <summary>A few do, to see whether it works again.</summary>
    HalfOpen,
}

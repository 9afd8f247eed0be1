namespace Orchestrator.Quota;

/// <summary>What the quota room has to know of a model. Section <c>Models:{name}</c>.</summary>
public sealed class QuotaModelOptions
{
    /// <summary>The most completion tokens of a request that sets no maximum and whose plan sets none: 1 to 10 000 000. Default: none.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>What its tokens cost. Default: none, and then no plan may limit its cost.</summary>
    public PriceOptions? Price { get; set; }
}

/// <summary>Prices for 1 000 000 tokens in units of the operator's currency: 0 to 1 000 000, with at most 6 decimals.</summary>
public sealed class PriceOptions
{
    /// <summary>Prompt tokens that the provider had cached. Default: what others cost.</summary>
    public decimal? CacheHit { get; set; }

    /// <summary>The other prompt tokens. Required.</summary>
    public decimal? CacheMiss { get; set; }

    /// <summary>Completion tokens, reasoning among them. Required.</summary>
    public decimal? Output { get; set; }

    /// <summary>When other prices hold, 16 windows at most; where several hold at once it is the dearest. Holidays are not known: they count as the days of the week that they are. Default: never.</summary>
    public List<PeakOptions> Peak { get; set; } = [];
}

/// <summary>A time of the week at which prices are multiplied.</summary>
public sealed class PeakOptions
{
    /// <summary>The days on which it begins. Default: all.</summary>
    public List<DayOfWeek> Days { get; set; } = [];

    /// <summary>When it begins, by the zone's clock. Required.</summary>
    public TimeOnly? From { get; set; }

    /// <summary>When it is over. Where that is not after its beginning, it is on the day after. Required.</summary>
    public TimeOnly? To { get; set; }

    /// <summary>The IANA name of the zone. Default: UTC.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>What the prices are multiplied by: 0.01 to 100, with at most 2 decimals. Required.</summary>
    public decimal? Factor { get; set; }
}

namespace Orchestrator.Quota;

/// <summary>What the quota room knows of a model.</summary>
/// <param name="Price">Null where none is configured.</param>
/// <param name="MaxTokens">The most completion tokens of a request that sets no maximum and whose plan sets none; null where the model sets none either.</param>
internal sealed record ModelTerms(PriceList? Price, int? MaxTokens)
{
    /// <summary>A model of which nothing is configured.</summary>
    public static ModelTerms Unknown { get; } = new(null, null);
}

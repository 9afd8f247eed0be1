using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>What a model's prices and its maximum may be.</summary>
internal static class PriceRules
{
    public const int MostTokens = 10_000_000;

    private const decimal MostPrice = 1_000_000;
    private const decimal LeastFactor = 0.01m;
    private const decimal MostFactor = 100;
    private const int PriceDecimals = 6;
    private const int FactorDecimals = 2;
    private const int MostWindows = 16;

    public static void Check(string path, QuotaModelOptions model, ValidateOptionsResultBuilder errors)
    {
        if (model.MaxTokens is < 1 or > MostTokens) errors.AddError($"{path}:MaxTokens is {model.MaxTokens}, expected 1 to {MostTokens}.");
        if (model.Price is { } price) Check($"{path}:Price", price, errors);
    }

    private static void Check(string path, PriceOptions price, ValidateOptionsResultBuilder errors)
    {
        if (price.CacheHit is not null) CheckPrice($"{path}:CacheHit", price.CacheHit, errors);
        CheckPrice($"{path}:CacheMiss", price.CacheMiss, errors);
        CheckPrice($"{path}:Output", price.Output, errors);
        if (price.Peak.Count > MostWindows) errors.AddError($"{path}:Peak has {price.Peak.Count} windows, the most is {MostWindows}.");
        for (var i = 0; i < price.Peak.Count; i++) Check($"{path}:Peak:{i}", price.Peak[i], errors);
    }

    private static void CheckPrice(string path, decimal? price, ValidateOptionsResultBuilder errors)
    {
        var expected = $"expected 0 to {MostPrice} for 1000000 tokens, with at most {PriceDecimals} decimals";
        if (price is not { } set) errors.AddError($"{path} is missing, {expected}.");
        else if (set is < 0 or > MostPrice || decimal.Round(set, PriceDecimals) != set) errors.AddError($"{path} is {set}, {expected}.");
    }

    private static void Check(string path, PeakOptions window, ValidateOptionsResultBuilder errors)
    {
        foreach (var day in window.Days)
        {
            if (!Enum.IsDefined(day)) errors.AddError($"{path}:Days has {day}, expected Monday to Sunday.");
        }

        if (window.From is null) errors.AddError($"{path}:From is missing, expected a time such as 09:00.");
        if (window.To is null) errors.AddError($"{path}:To is missing, expected a time such as 12:00.");
        ZoneRules.Check($"{path}:TimeZone", window.TimeZone, errors);

        var expected = $"expected {LeastFactor} to {MostFactor}, with at most {FactorDecimals} decimals";
        if (window.Factor is not { } factor) errors.AddError($"{path}:Factor is missing, {expected}.");
        else if (factor is < LeastFactor or > MostFactor || decimal.Round(factor, FactorDecimals) != factor) errors.AddError($"{path}:Factor is {factor}, {expected}.");
    }
}

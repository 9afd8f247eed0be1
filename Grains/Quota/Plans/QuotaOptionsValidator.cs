using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Refuses plans and prices that cannot be kept, naming the path and both numbers.</summary>
internal sealed partial class QuotaOptionsValidator : IValidateOptions<QuotaOptions>
{
    private const int MostLimits = 16;
    private const int MostAssumed = 1_000_000;
    private static readonly TimeSpan s_shortestLease = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestLease = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, QuotaOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        foreach (var (model, value) in options.Models) PriceRules.Check($"Models:{model}", value, errors);
        foreach (var (plan, value) in options.Plans) Check($"Plans:{plan}", value, options, errors);
        foreach (var (tenant, value) in options.Tenants) Check($"Tenants:{tenant}:Plan", value.Plan, options, errors);
        Check(options.Quota, errors);
        return errors.Build();
    }

    private static void Check(string path, QuotaPlanOptions plan, QuotaOptions options, ValidateOptionsResultBuilder errors)
    {
        if (!Enum.IsDefined(plan.Mode)) errors.AddError($"{path}:Mode is {plan.Mode}, expected Estimated or Strict.");
        if (plan.Weight is not (>= 0.01 and <= 100)) errors.AddError($"{path}:Weight is {plan.Weight}, expected 0.01 to 100.");
        if (plan.MaxTokens is < 1 or > PriceRules.MostTokens) errors.AddError($"{path}:MaxTokens is {plan.MaxTokens}, expected 1 to {PriceRules.MostTokens}.");
        if (plan.Limits.Count > MostLimits) errors.AddError($"{path}:Limits has {plan.Limits.Count} limits, the most is {MostLimits}.");

        var names = new HashSet<string>();
        for (var i = 0; i < plan.Limits.Count; i++)
        {
            var (limit, at) = (plan.Limits[i], $"{path}:Limits:{i}");
            if (!NamePattern().IsMatch(limit.Name)) errors.AddError($"{at}:Name is '{limit.Name}', expected 1 to 64 of a-z, 0-9 and hyphen.");
            else if (!names.Add(limit.Name)) errors.AddError($"{at}:Name is '{limit.Name}', as is another limit's of the plan.");
            LimitRules.Check(at, limit, errors);
            ScopeRules.Check(at, limit, options, errors);
            ScopeRules.CheckPrices(at, limit, options, errors);
        }
    }

    private static void Check(string path, string plan, QuotaOptions options, ValidateOptionsResultBuilder errors)
    {
        if (plan.Length == 0) errors.AddError($"{path} is missing.");
        else if (!options.Plans.ContainsKey(plan)) errors.AddError($"{path} is '{plan}', but Plans:{plan} does not exist.");
    }

    private static void Check(QuotaTerms terms, ValidateOptionsResultBuilder errors)
    {
        if (terms.Lease < s_shortestLease || terms.Lease > s_longestLease) errors.AddError($"Quota:Lease is {terms.Lease}, expected {s_shortestLease} to {s_longestLease}.");
        if (terms.WritesPerSecond is < 2 or > 1_000) errors.AddError($"Quota:WritesPerSecond is {terms.WritesPerSecond}, expected 2 to 1000.");
        if (terms.AssumedCompletionTokens is < 1 or > MostAssumed)
            errors.AddError($"Quota:AssumedCompletionTokens is {terms.AssumedCompletionTokens}, expected 1 to {MostAssumed}.");
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}$(?!\n)")]
    private static partial Regex NamePattern();
}

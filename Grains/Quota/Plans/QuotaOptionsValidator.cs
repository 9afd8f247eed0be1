using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Refuses plans that cannot be kept, naming the path and both numbers.</summary>
internal sealed partial class QuotaOptionsValidator : IValidateOptions<QuotaOptions>
{
    private const int MostLimits = 16;
    private const long MostAmount = 1_000_000_000_000;
    private const long MostBursts = 1_000;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(31);

    public ValidateOptionsResult Validate(string? name, QuotaOptions options)
    {
        var errors = new ValidateOptionsResultBuilder();
        foreach (var (plan, value) in options.Plans) Check($"Plans:{plan}:Limits", value.Limits, errors);
        foreach (var (tenant, value) in options.Tenants) Check($"Tenants:{tenant}:Plan", value.Plan, options, errors);
        Check(options.Quota, errors);
        return errors.Build();
    }

    private static void Check(string path, List<QuotaLimitOptions> limits, ValidateOptionsResultBuilder errors)
    {
        if (limits.Count > MostLimits) errors.AddError($"{path} has {limits.Count} limits, the most is {MostLimits}.");

        var names = new HashSet<string>();
        for (var i = 0; i < limits.Count; i++)
        {
            var limit = limits[i];
            if (!NamePattern().IsMatch(limit.Name)) errors.AddError($"{path}:{i}:Name is '{limit.Name}', expected 1 to 64 of a-z, 0-9 and hyphen.");
            else if (!names.Add(limit.Name)) errors.AddError($"{path}:{i}:Name is '{limit.Name}', as is another limit's of the plan.");
            Check($"{path}:{i}", limit, errors);
        }
    }

    private static void Check(string path, QuotaLimitOptions limit, ValidateOptionsResultBuilder errors)
    {
        if (!Enum.IsDefined(limit.Unit)) errors.AddError($"{path}:Unit is {limit.Unit}, expected Requests, Tokens or Concurrency.");
        if (limit.Amount is < 1 or > MostAmount) errors.AddError($"{path}:Amount is {limit.Amount}, expected 1 to {MostAmount}.");

        if (limit.Unit is QuotaUnit.Concurrency)
        {
            if (limit.Period is { } set) errors.AddError($"{path}:Period is {set}, but concurrency has none.");
            if (limit.Burst is { } units) errors.AddError($"{path}:Burst is {units}, but concurrency has none.");
            return;
        }

        if (limit.Period is not { } period) errors.AddError($"{path}:Period is missing, expected {s_shortest} to {s_longest}.");
        else if (period < s_shortest || period > s_longest) errors.AddError($"{path}:Period is {period}, expected {s_shortest} to {s_longest}.");

        var most = Math.Min(Math.Clamp(limit.Amount, 1, MostAmount) * MostBursts, MostAmount);
        if (limit.Burst is { } burst && (burst < 1 || burst > most))
            errors.AddError($"{path}:Burst is {burst}, expected 1 to {most} for an Amount of {limit.Amount}.");
    }

    private static void Check(string path, string plan, QuotaOptions options, ValidateOptionsResultBuilder errors)
    {
        if (plan.Length == 0) errors.AddError($"{path} is missing.");
        else if (!options.Plans.ContainsKey(plan)) errors.AddError($"{path} is '{plan}', but Plans:{plan} does not exist.");
    }

    private static void Check(QuotaTerms terms, ValidateOptionsResultBuilder errors)
    {
        if (terms.PermitLease < s_shortest) errors.AddError($"Quota:PermitLease is {terms.PermitLease}, expected at least {s_shortest}.");
        if (terms.ReservationLifetime < terms.PermitLease)
            errors.AddError($"Quota:ReservationLifetime is {terms.ReservationLifetime}, expected at least the Quota:PermitLease of {terms.PermitLease}.");
        if (terms.SettlementsRemembered < 1) errors.AddError($"Quota:SettlementsRemembered is {terms.SettlementsRemembered}, expected at least 1.");
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}$(?!\n)")]
    private static partial Regex NamePattern();
}

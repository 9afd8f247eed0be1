using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Orchestrator.Quota;

/// <summary>Whom a limit may bind.</summary>
internal static partial class ScopeRules
{
    private const int MostNames = 256;

    public static void Check(string path, QuotaLimitOptions limit, QuotaOptions options, ValidateOptionsResultBuilder errors)
    {
        if (!Enum.IsDefined(limit.Scope)) errors.AddError($"{path}:Scope is {limit.Scope}, expected Tenant, Key or Model.");
        if (limit.Only.Count > MostNames) errors.AddError($"{path}:Only has {limit.Only.Count} names, the most is {MostNames}.");
        if (limit.Scope is QuotaScope.Tenant && limit.Only.Count > 0) errors.AddError($"{path}:Only is '{limit.Only[0]}', but Scope is Tenant: expected Scope Key or Model, or no Only.");

        foreach (var name in limit.Only)
        {
            if (limit.Scope is QuotaScope.Key && !KeyPattern().IsMatch(name)) errors.AddError($"{path}:Only has '{name}', expected the id of a key, 1 to 32 of a-z and 0-9.");
            if (limit.Scope is QuotaScope.Model && !options.Models.ContainsKey(name)) errors.AddError($"{path}:Only has '{name}', but Models:{name} does not exist.");
        }
    }

    /// <summary>A budget can be kept only where it is known what each call costs.</summary>
    public static void CheckPrices(string path, QuotaLimitOptions limit, QuotaOptions options, ValidateOptionsResultBuilder errors)
    {
        if (limit.Unit is not QuotaUnit.Cost) return;
        foreach (var (name, model) in options.Models)
        {
            var bound = limit.Scope is not QuotaScope.Model || limit.Only.Count == 0 || limit.Only.Contains(name);
            if (bound && model.Price is null) errors.AddError($"{path} limits the cost of calls, but Models:{name}:Price is missing: expected CacheMiss and Output.");
        }
    }

    [GeneratedRegex("^[a-z0-9]{1,32}$(?!\n)")]
    private static partial Regex KeyPattern();
}

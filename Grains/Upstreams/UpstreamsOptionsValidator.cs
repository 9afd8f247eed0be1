using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Upstreams;

/// <summary>Checks the upstreams and models as a whole, and names the path of what is wrong.</summary>
internal sealed class UpstreamsOptionsValidator : IValidateOptions<UpstreamsOptions>
{
    private const int MostTargets = 32;

    public ValidateOptionsResult Validate(string? name, UpstreamsOptions options)
    {
        var faults = new List<string>();
        foreach (var (upstreamName, upstream) in options.Upstreams)
            Check($"Upstreams:{upstreamName}", upstream, faults);
        foreach (var (modelName, model) in options.Models)
            CheckModel($"Models:{modelName}", model, options.Upstreams.Keys, faults);

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void CheckModel(string path, ModelOptions model, IReadOnlyCollection<string> upstreams, List<string> faults)
    {
        if (model.Targets.Count == 0) CheckUpstream(path, model.Upstream, upstreams, faults);
        else if (model.Upstream.Length > 0 || model.Name is not null)
            faults.Add($"{path} has Targets and also Upstream or Name; expected one of the two forms.");
        else if (!model.Targets.Any(target => target.Weight > 0))
            faults.Add($"{path}:Targets have no weight above 0; expected at least one.");
        CheckTargets($"{path}:Targets", model.Targets, upstreams, faults);
        CheckTargets($"{path}:Fallbacks", model.Fallbacks, upstreams, faults);
        CheckRanges($"{path}:Hedge", model.Hedge, faults);
    }

    private static void CheckTargets(string path, List<TargetOptions> targets, IReadOnlyCollection<string> upstreams, List<string> faults)
    {
        if (targets.Count > MostTargets) faults.Add($"{path} are {targets.Count}; expected at most {MostTargets}.");
        for (var i = 0; i < targets.Count; i++)
        {
            CheckUpstream($"{path}:{i}", targets[i].Upstream, upstreams, faults);
            CheckRanges($"{path}:{i}", targets[i], faults);
        }
    }

    private static void CheckUpstream(string path, string upstream, IReadOnlyCollection<string> upstreams, List<string> faults)
    {
        if (!upstreams.Contains(upstream, StringComparer.OrdinalIgnoreCase))
            faults.Add($"{path}:Upstream is '{upstream}', which is not among the Upstreams ({string.Join(", ", upstreams)}).");
    }

    private static void Check(string path, UpstreamOptions upstream, List<string> faults)
    {
        if (upstream.BaseUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            faults.Add($"{path}:BaseUrl is '{upstream.BaseUrl}'; expected an absolute http or https address.");
        foreach (var (id, key) in upstream.ApiKeys)
        {
            if (key.Length == 0 || key.StartsWith("${", StringComparison.Ordinal))
                faults.Add($"{path}:ApiKeys:{id} is missing: set it, or the environment variable that it names.");
        }

        if ((upstream.ApiKey.Length == 0 && upstream.ApiKeys.Count == 0) || upstream.ApiKey.StartsWith("${", StringComparison.Ordinal))
            faults.Add($"{path}:ApiKey is missing: set it, or the environment variable that it names ({(upstream.ApiKey.Length == 0 ? "DEEPSEEK_API_KEY" : upstream.ApiKey)}).");

        CheckRanges(path, upstream, faults);
        CheckRanges($"{path}:Prefix", upstream.Prefix, faults);
        if (upstream.Prefix.BaseUrl is { } prefix && prefix is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            faults.Add($"{path}:Prefix:BaseUrl is '{prefix}'; expected an absolute http or https address.");
        CheckRanges($"{path}:Connections", upstream.Connections, faults);
        CheckRanges($"{path}:Retry", upstream.Retry, faults);
        CheckRanges($"{path}:Retry:Budget", upstream.Retry.Budget, faults);
        CheckRanges($"{path}:Breaker", upstream.Breaker, faults);
        if (upstream.Breaker.Break > upstream.Breaker.LongestBreak)
            faults.Add($"{path}:Breaker:Break is {upstream.Breaker.Break}, longer than LongestBreak, {upstream.Breaker.LongestBreak}.");
        CheckRanges($"{path}:Concurrency", upstream.Concurrency, faults);
        CheckRanges($"{path}:Queue", upstream.Queue, faults);
        if (upstream.Concurrency.Least > upstream.Concurrency.Ceiling)
            faults.Add($"{path}:Concurrency:Least is {upstream.Concurrency.Least}, more than Ceiling, {upstream.Concurrency.Ceiling}.");
        if (upstream.Concurrency.Exchange * 2 > upstream.Concurrency.ShareLife)
            faults.Add($"{path}:Concurrency:Exchange is {upstream.Concurrency.Exchange}, more than half of ShareLife, {upstream.Concurrency.ShareLife}.");
        if (upstream.FirstTokenTimeout > upstream.TotalTimeout)
            faults.Add($"{path}:FirstTokenTimeout is {upstream.FirstTokenTimeout}, longer than TotalTimeout, {upstream.TotalTimeout}.");
    }

    private static void CheckRanges(string path, object options, List<string> faults)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        faults.AddRange(results.Select(result => $"{path}: {result.ErrorMessage}"));
    }
}

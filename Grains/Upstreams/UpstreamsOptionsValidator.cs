using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Upstreams;

/// <summary>Checks the upstreams and models as a whole, and names the path of what is wrong.</summary>
internal sealed class UpstreamsOptionsValidator : IValidateOptions<UpstreamsOptions>
{
    public ValidateOptionsResult Validate(string? name, UpstreamsOptions options)
    {
        var faults = new List<string>();
        foreach (var (upstreamName, upstream) in options.Upstreams)
            Check($"Upstreams:{upstreamName}", upstream, faults);
        foreach (var (modelName, model) in options.Models)
        {
            if (!options.Upstreams.ContainsKey(model.Upstream))
                faults.Add($"Models:{modelName}:Upstream is '{model.Upstream}', which is not among the Upstreams ({string.Join(", ", options.Upstreams.Keys)}).");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string path, UpstreamOptions upstream, List<string> faults)
    {
        if (upstream.BaseUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
            faults.Add($"{path}:BaseUrl is '{upstream.BaseUrl}'; expected an absolute http or https address.");
        if (upstream.ApiKey.Length == 0 || upstream.ApiKey.StartsWith("${", StringComparison.Ordinal))
            faults.Add($"{path}:ApiKey is missing: set it, or the environment variable that it names ({(upstream.ApiKey.Length == 0 ? "DEEPSEEK_API_KEY" : upstream.ApiKey)}).");

        CheckRanges(path, upstream, faults);
        CheckRanges($"{path}:Connections", upstream.Connections, faults);
        CheckRanges($"{path}:Retry", upstream.Retry, faults);
        CheckRanges($"{path}:Breaker", upstream.Breaker, faults);
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

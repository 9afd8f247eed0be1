using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Orchestrator.Quota;

/// <summary>Says which limits bind a tenant now and what a model costs. It follows configuration; an edit that is wrong leaves the last good one in force.</summary>
internal sealed partial class QuotaPlans : IDisposable
{
    private readonly IOptionsFactory<QuotaOptions> _options;
    private readonly ILogger<QuotaPlans> _logger;
    private readonly IPlanNews[] _news;
    private readonly IDisposable[] _changes;

    private volatile Reading _current;

    // The factory and not the monitor: the monitor keeps silent about an edit that is wrong.
    public QuotaPlans(IOptionsFactory<QuotaOptions> options, IEnumerable<IOptionsChangeTokenSource<QuotaOptions>> changes, IEnumerable<IPlanNews> news, ILogger<QuotaPlans> logger)
    {
        _news = [.. news];
        _options = options;
        _logger = logger;
        _current = Read();
        _changes = [.. changes.Select(source => ChangeToken.OnChange(source.GetChangeToken, Follow))];
    }

    /// <summary>Makes sure that what is to be known of the tenant is known: one that was made just now may be news here.</summary>
    public async ValueTask Await(TenantId tenant)
    {
        foreach (var news in _news)
        {
            if (_current.Tenants.ContainsKey(tenant.Value)) return;
            await news.Refresh();
        }
    }

    public PlanTerms Of(TenantId tenant) => _current.Tenants.TryGetValue(tenant.Value, out var plan)
        ? plan
        : throw new InvalidOperationException($"Tenant '{tenant}' has no quota: Tenants:{tenant}:Plan is not configured.");

    public ModelTerms Of(ModelName model) => _current.Models.GetValueOrDefault(model.Value, ModelTerms.Unknown);

    public void Dispose()
    {
        foreach (var change in _changes) change.Dispose();
    }

    private void Follow()
    {
        try
        {
            _current = Read();
        }
        catch (OptionsValidationException wrong)
        {
            LogRejected(wrong.Message);
        }
    }

    private Reading Read()
    {
        var options = _options.Create(Options.DefaultName);
        var plans = options.Plans.ToDictionary(plan => plan.Key, plan => PlanReader.Read(plan.Value));
        return new Reading(
            options.Tenants.ToFrozenDictionary(tenant => tenant.Key, tenant => plans[tenant.Value.Plan]),
            options.Models.ToFrozenDictionary(model => model.Key, model => PriceReader.Read(model.Value)));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Plans, tenants or models were edited wrongly and the last good ones stay in force. {Problems}")]
    private partial void LogRejected(string problems);

    /// <summary>All of them at one moment, checked together.</summary>
    private sealed record Reading(FrozenDictionary<string, PlanTerms> Tenants, FrozenDictionary<string, ModelTerms> Models);
}

using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Orchestrator.Quota;

namespace Orchestrator.Tenants;

/// <summary>The register's own rules over a log in memory. Silent on demand.</summary>
internal sealed class RegisterUnderTest(IConfiguration configuration) : ITenantRegisterGrain
{
    private static readonly DateTimeOffset s_now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<RegisterEntry> _log = [];
    private readonly Register _register = new(new ConfiguredNames(configuration, new PlanCheck(configuration)));

    /// <summary>Whether no answer comes but an error.</summary>
    public bool IsSilent { get; set; }

    /// <summary>When orders come.</summary>
    public DateTimeOffset Now { get; set; } = s_now;

    public Task<RegisterAnswer> CarryOut(RegisterOrder order)
    {
        Answer();
        lock (_lock)
        {
            var answer = _register.Decide(order, Now);
            if (answer is not RegisterAnswer.Done { Entry: var entry }) return Task.FromResult(answer);
            _register.Apply(entry);
            _log.Add(entry);
            return Task.FromResult(answer);
        }
    }

    public Task<RegisterNews?> News(long since, int most)
    {
        Answer();
        lock (_lock) return Task.FromResult<RegisterNews?>(new RegisterNews(_register.Version, [.. _log.Skip((int)since).Take(most)]));
    }

    public Task<RegisterPage> Read(string after, int most)
    {
        Answer();
        lock (_lock)
        {
            var found = _register.Tenants.SkipWhile(tenant => string.CompareOrdinal(tenant.Id, after) <= 0).ToList();
            return Task.FromResult(new RegisterPage(_register.Version, [.. found.Take(most)], after.Length == 0 ? [.. _register.Plans] : [], found.Count <= most));
        }
    }

    public Task<ImmutableArray<RegisterEntry>> Log(long before, int most)
    {
        Answer();
        lock (_lock) return Task.FromResult<ImmutableArray<RegisterEntry>>([.. _log.Where(entry => entry.Number < before).Reverse().Take(most)]);
    }

    private void Answer()
    {
        if (IsSilent) throw new TimeoutException("The register is silent.");
    }
}

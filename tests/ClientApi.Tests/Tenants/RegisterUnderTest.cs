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

    /// <summary>Number of the newest entry.</summary>
    public long Version
    {
        get
        {
            lock (_lock) return _register.Version;
        }
    }

    /// <summary>When orders come.</summary>
    public DateTimeOffset Now { get; set; } = s_now;

    public Task<RegisterAnswer> CarryOut(RegisterOrder order)
    {
        Answer();
        return Task.FromResult(Decide(order));
    }

    public Task<RegisterNews?> News(long since, int most)
    {
        Answer();
        return Task.FromResult<RegisterNews?>(NewsNow(since, most));
    }

    public Task<RegisterPage> Read(string after, int most)
    {
        Answer();
        return Task.FromResult(ReadNow(after, most));
    }

    public RegisterAnswer Order(RegisterChange change) => Decide(new RegisterOrder("ada", change));

    public RegisterNews NewsNow(long since, int most)
    {
        lock (_lock) return new RegisterNews(_register.Version, [.. _log.Skip((int)since).Take(most)]);
    }

    public RegisterPage ReadNow(string after, int most)
    {
        lock (_lock)
        {
            var found = _register.Tenants.SkipWhile(tenant => string.CompareOrdinal(tenant.Id, after) <= 0).ToList();
            return new RegisterPage(_register.Version, [.. found.Take(most)], after.Length == 0 ? [.. _register.Plans] : [], found.Count <= most);
        }
    }

    public Task<ImmutableArray<RegisterEntry>> Log(long before, int most)
    {
        Answer();
        lock (_lock) return Task.FromResult<ImmutableArray<RegisterEntry>>([.. _log.Where(entry => entry.Number < before).Reverse().Take(most)]);
    }

    private RegisterAnswer Decide(RegisterOrder order)
    {
        if (RegisterBounds.Check(order) is { } invalid) return invalid;
        lock (_lock)
        {
            var answer = _register.Decide(order, Now);
            if (answer is not RegisterAnswer.Done { Entry: var entry }) return answer;
            _register.Apply(entry);
            _log.Add(entry);
            return answer;
        }
    }

    private void Answer()
    {
        if (IsSilent) throw new TimeoutException("The register is silent.");
    }
}

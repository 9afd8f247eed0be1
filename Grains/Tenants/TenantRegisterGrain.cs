using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orchestrator.Tenants;

/// <summary>Gives the <see cref="Register"/> a clock and a store. What it answers the store has; a write whose outcome is not known ends the activation, and the next one reads.</summary>
[GrainType("tenant-register")]
internal sealed partial class TenantRegisterGrain(RegisterStore store, IConfiguredNames configured, IOptions<TenantRegisterOptions> options, TimeProvider time, ILogger<TenantRegisterGrain> logger)
    : Grain, ITenantRegisterGrain
{
    private const int MostInMemory = 10_000;
    private const int MostNews = 1_000;
    private const int MostPage = 1_000;
    private const int MostLog = 200;

    private readonly Queue<RegisterEntry> _tail = new();
    private Register _register = null!;
    private long _kept;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _register = new Register(configured);
        foreach (var entry in await store.Load(this.GetGrainId(), _register)) Remember(entry);
        _kept = _register.Version - _tail.Count;
    }

    public async Task<RegisterAnswer> CarryOut(RegisterOrder order)
    {
        if (RegisterBounds.Check(order) is { } invalid) return invalid;
        var answer = _register.Decide(order, time.GetUtcNow());
        if (answer is not RegisterAnswer.Done { Entry: var entry }) return answer;
        try
        {
            await store.Write(this.GetGrainId(), entry);
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }

        _register.Apply(entry);
        Remember(entry);
        if (_register.Version - _kept >= options.Value.KeepEvery) await Keep();
        return answer;
    }

    public Task<RegisterNews?> News(long since, int most)
    {
        CheckCount(most, MostNews);
        ArgumentOutOfRangeException.ThrowIfNegative(since);
        var oldest = _tail.TryPeek(out var first) ? first.Number : _register.Version + 1;
        if (since < oldest - 1 || since > _register.Version) return Task.FromResult<RegisterNews?>(null);
        return Task.FromResult<RegisterNews?>(new RegisterNews(_register.Version, [.. _tail.Skip((int)(since - (oldest - 1))).Take(most)]));
    }

    public Task<RegisterPage> Read(string after, int most)
    {
        CheckCount(most, MostPage);
        var found = _register.Tenants.SkipWhile(tenant => string.CompareOrdinal(tenant.Id, after) <= 0).Take(most + 1).ToList();
        return Task.FromResult(new RegisterPage(
            _register.Version, [.. found.Take(most)], after.Length == 0 ? [.. _register.Plans] : ImmutableArray<PlanRecord>.Empty, found.Count <= most));
    }

    public async Task<ImmutableArray<RegisterEntry>> Log(long before, int most)
    {
        CheckCount(most, MostLog);
        var last = Math.Min(before - 1, _register.Version);
        var first = Math.Max(1, last - most + 1);
        if (last < 1) return [];
        IEnumerable<RegisterEntry> entries = _tail.TryPeek(out var oldest) && oldest.Number <= first
            ? _tail.Skip((int)(first - oldest.Number)).Take((int)(last - first + 1))
            : (await store.Existing(this.GetGrainId(), first, (int)(last - first + 1)));
        return [.. entries.Reverse()];
    }

    private void Remember(RegisterEntry entry)
    {
        _tail.Enqueue(entry);
        while (_tail.Count > MostInMemory) _tail.Dequeue();
    }

    /// <summary>It only makes the next activation quicker and the log shorter: where it fails, the next order tries again.</summary>
    private async Task Keep()
    {
        try
        {
            await store.Keep(this.GetGrainId(), _register, _register.Version - options.Value.LongestLog);
            _kept = _register.Version;
        }
        catch (Exception failure)
        {
            LogNotKept(failure);
        }
    }

    private static void CheckCount(int most, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, bound);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The register's state could not be kept whole; the entries are")]
    private partial void LogNotKept(Exception failure);
}

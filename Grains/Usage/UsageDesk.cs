using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Telemetry;

namespace Orchestrator.Usage;

/// <summary>The usage room's counter in a silo: adds up what its requests used and writes it down, tenant by tenant and for the whole cluster.</summary>
internal sealed partial class UsageDesk : IRequestWitness, IDisposable
{
    private readonly IGrainFactory _grains;
    private readonly IOptions<UsageOptions> _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<UsageDesk> _logger;
    private readonly Guid _source = Guid.NewGuid();
    private readonly ConcurrentDictionary<TenantId, UsageAccount> _tenants = new();
    private readonly Func<TenantId, UsageAccount> _open;
    private readonly UsageAccount _cluster;
    private readonly SemaphoreSlim _flushing = new(1);
    private readonly ITimer _timer;
    private readonly int _mostAtOneTime;
    private long _flushes;

    public UsageDesk(IGrainFactory grains, IOptions<UsageOptions> options, TimeProvider clock, ILogger<UsageDesk> logger)
    {
        (_grains, _options, _clock, _logger) = (grains, options, clock, logger);
        _open = tenant => new UsageAccount(tenant.Value, options.Value.MostRows);
        _cluster = new UsageAccount(UsageKey.Cluster, options.Value.MostRows);
        var every = options.Value.FlushEvery;
        _mostAtOneTime = Math.Max(1, (int)(options.Value.WritesPerSecond * every.TotalSeconds));
        _timer = clock.CreateTimer(_ => LastFlush = FlushUnlessBusy(), null, every, every);
    }

    /// <summary>The flush that the clock began last.</summary>
    public Task LastFlush { get; private set; } = Task.CompletedTask;

    /// <summary>Whether there is anything that is not written down.</summary>
    public bool HasSomething => _cluster.WaitingSince is not null || _tenants.Any(tenant => tenant.Value.WaitingSince is not null);

    public void Ended(RequestWalk walk)
    {
        var now = _clock.GetUtcNow();
        _tenants.GetOrAdd(walk.Tenant, _open).Add(walk, walk.Key, now);
        _cluster.Add(walk, walk.Tenant.Value, now);
    }

    public async Task Close(CancellationToken cancellation)
    {
        await _timer.DisposeAsync();
        await Flush(cancellation);
        // What had not been answered the first time stood before what came since.
        await Flush(cancellation);
    }

    /// <summary>Writes down all there is. What is not answered is said again the next time.</summary>
    public async Task Flush(CancellationToken cancellation)
    {
        await _flushing.WaitAsync(cancellation);
        try
        {
            await Flush(int.MaxValue, cancellation);
        }
        finally
        {
            _flushing.Release();
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _flushing.Dispose();
    }

    private async Task FlushUnlessBusy()
    {
        if (!await _flushing.WaitAsync(TimeSpan.Zero)) return;
        try
        {
            await Flush(_mostAtOneTime, CancellationToken.None);
        }
        finally
        {
            _flushing.Release();
        }
    }

    /// <summary>Writes down at most so many ledgers, those that wait longest; the cluster's, which is looked at live, always.</summary>
    private async Task Flush(int most, CancellationToken cancellation)
    {
        var waiting = _tenants.Select(tenant => (Account: tenant.Value, Since: tenant.Value.WaitingSince)).Where(one => one.Since is not null)
            .OrderBy(one => one.Since).Select(one => one.Account).Take(most);
        var failures = new ConcurrentQueue<Exception>();
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = _options.Value.WritesAtOnce, CancellationToken = cancellation };
        await Parallel.ForEachAsync(waiting.Prepend(_cluster), atOnce, async (account, _) =>
        {
            if (await Flush(account) is { } failure) failures.Enqueue(failure);
        });
        // One line for all: a store that is away fails hundreds of them each second.
        if (failures.TryPeek(out var first)) LogNotFlushed(failures.Count, first);
    }

    /// <summary>Writes down the hours that are over, and once what there is of this one: what comes meanwhile is for the next time. Answers with what went wrong, if anything did.</summary>
    private async Task<Exception?> Flush(UsageAccount account)
    {
        try
        {
            var thisHour = UsageTime.HourOf(_clock.GetUtcNow());
            var hour = 0;
            while (hour < thisHour && account.Next(_source, () => Interlocked.Increment(ref _flushes)) is { } flush)
            {
                hour = flush.Hour;
                var receipt = await _grains.GetGrain<IUsageGrain>(account.Ledger).Add(flush);
                if (receipt is UsageReceipt.OutOfTime) LogOutOfTime(account.Ledger, UsageTime.StartOfHour(flush.Hour), UsageBook.Sum(flush.Rows).Requests);
                account.Answered();
            }

            return null;
        }
        catch (Exception failure)
        {
            account.NotAnswered(_clock.GetUtcNow());
            return failure;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Ledgers} ledgers did not take what was used; they are told again")]
    private partial void LogNotFlushed(int ledgers, Exception failure);

    [LoggerMessage(LogLevel.Error, "Ledger {Ledger} no longer takes the hour {Hour}: the use of {Requests} requests is not written down")]
    private partial void LogOutOfTime(string ledger, DateTimeOffset hour, long requests);
}

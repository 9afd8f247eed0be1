using Orchestrator.Identity;
using Orchestrator.Quota;

namespace Orchestrator.Tenants;

/// <summary>Keeps this process's book of the register: asks for news every second, and at once where something is not known.</summary>
internal sealed partial class RegisterFollower(IGrainFactory grains, RegisterConfiguration configuration, TimeProvider time, ILogger<RegisterFollower> logger) : BackgroundService, IKeyNews, IPlanNews
{
    private const int PageSize = 1_000;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(200);

    /// <summary>How old what is known may be before keys of the register are let in no more.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private volatile TenantBook _book = TenantBook.Empty;
    private Task _asking = Task.CompletedTask;
    private long _askedAt;
    private long _heardAt;
    private bool _wasRead;
    private bool _isSilent;

    public TenantBook Book => _book;

    public bool IsFresh => Volatile.Read(ref _heardAt) is var heard and not 0 && time.GetElapsedTime(heard) < s_fresh;

    /// <summary>Waits for news that were asked for after this call, or at most 200 ms before it.</summary>
    public Task Refresh()
    {
        lock (_lock)
        {
            if (!_asking.IsCompleted || (_askedAt != 0 && time.GetElapsedTime(_askedAt) < s_shortestPause)) return _asking;
            _askedAt = time.GetTimestamp();
            return _asking = Ask(_askedAt);
        }
    }

    /// <summary>Waits until this entry is known here.</summary>
    public async Task Reach(long version)
    {
        while (_book.Version < version)
        {
            Task asking;
            lock (_lock)
            {
                // One that is under way may have been answered before.
                if (_asking.IsCompleted) _asking = Ask(_askedAt = time.GetTimestamp());
                asking = _asking;
            }

            await asking;
            if (!IsFresh) return;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pause, time);
        do
        {
            await Refresh();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Ask(long sentAt)
    {
        try
        {
            var register = grains.GetGrain<ITenantRegisterGrain>(0);
            var book = _wasRead ? _book : await ReadAll(register);
            while (true)
            {
                if (await register.News(book.Version, PageSize) is not { } news)
                {
                    book = await ReadAll(register);
                    continue;
                }

                book = book.With(news.Entries);
                if (news.Entries.Length < PageSize) break;
            }

            if (!_wasRead || book.Version != _book.Version)
            {
                _book = book;
                configuration.Set(book);
                _wasRead = true;
            }

            // What was asked for before a change was made may not have it.
            Volatile.Write(ref _heardAt, sentAt);
            _isSilent = false;
        }
        catch (Exception failure)
        {
            if (!_isSilent) LogSilent(failure.Message);
            _isSilent = true;
        }
    }

    private static async Task<TenantBook> ReadAll(ITenantRegisterGrain register)
    {
        var page = await register.Read("", PageSize);
        var book = TenantBook.Empty with { Version = page.Version, Plans = TenantBook.Empty.Plans.AddRange(page.Plans.Select(plan => KeyValuePair.Create(plan.Name, plan))) };
        var tenants = book.Tenants.ToBuilder();
        while (true)
        {
            foreach (var tenant in page.Tenants) tenants[tenant.Id] = tenant;
            if (page.IsLast) return book with { Tenants = tenants.ToImmutable() };
            page = await register.Read(page.Tenants[^1].Id, PageSize);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The register of tenants does not answer ({Reason}); after five seconds its keys are refused until it does")]
    private partial void LogSilent(string reason);
}

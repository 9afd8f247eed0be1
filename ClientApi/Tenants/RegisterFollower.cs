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
    private readonly SemaphoreSlim _asking = new(1);
    private volatile TenantBook _book = TenantBook.Empty;
    private Task? _next;
    private long _askedAt;
    private long _heardAt;
    private bool _wasRead;
    private bool _isSilent;

    public TenantBook Book => _book;

    public bool IsFresh => Volatile.Read(ref _heardAt) is var heard and not 0 && time.GetElapsedTime(heard) < s_fresh;

    public RegisteredKey? Find(string id) => _book.Keys.GetValueOrDefault(id);

    public bool IsPaused(TenantId tenant) => _book.Tenants.TryGetValue(tenant.Value, out var record) && record.Paused;

    public string? PlanOf(TenantId tenant) => _book.Tenants.TryGetValue(tenant.Value, out var record) && record.Plan.Length > 0 ? record.Plan : null;

    /// <summary>Waits for news that are asked for after this call. There is at most one question in 200 ms, for all who wait.</summary>
    public Task Refresh()
    {
        // Not on a grain's own thread: others wait for it too.
        lock (_lock) return _next ??= Task.Run(AskNext);
    }

    /// <summary>Waits until this entry is known here, or the register falls silent.</summary>
    public async Task Reach(long version)
    {
        while (_book.Version < version)
        {
            await Ask();
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

    private async Task AskNext()
    {
        var askedAt = Volatile.Read(ref _askedAt);
        if (askedAt != 0 && s_shortestPause - time.GetElapsedTime(askedAt) is var pause && pause > TimeSpan.Zero) await Task.Delay(pause, time);
        // Who comes from here on may want to know what this question is too early for.
        lock (_lock) _next = null;
        await Ask();
    }

    private async Task Ask()
    {
        await _asking.WaitAsync();
        var sentAt = time.GetTimestamp();
        Volatile.Write(ref _askedAt, sentAt);
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

            // The plans first: a tenant must not be seen with one that is not there.
            if (!ReferenceEquals(book.Plans, _book.Plans)) configuration.Set(book.Plans.Values);
            _book = book;
            _wasRead = true;

            // What was asked for before a change was made may not have it.
            Volatile.Write(ref _heardAt, sentAt);
            _isSilent = false;
        }
        catch (Exception failure)
        {
            if (!_isSilent) LogSilent(failure.Message);
            _isSilent = true;
        }
        finally
        {
            _asking.Release();
        }
    }

    private static async Task<TenantBook> ReadAll(ITenantRegisterGrain register)
    {
        var book = TenantBook.Empty;
        var after = "";
        while (true)
        {
            var page = await register.Read(after, PageSize);
            book = book.With(page);
            if (page.IsLast) return book;
            after = page.Tenants[^1].Id;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The register of tenants does not answer ({Reason}); after five seconds its keys are refused until it does")]
    private partial void LogSilent(string reason);
}

using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>Desks of several silos around one tenant's authority, with a clock that stands still and a network and a store that do what a test says.</summary>
internal sealed class QuotaRoom
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, QuotaDesk> _desks = [];
    private QuotaState _stored = new();
    private Authority? _authority;

    public QuotaRoom(params LimitTerms[] limits) => Plan = PlanOf(1, limits);

    public QuotaClock Time { get; } = new();

    public PlanTerms Plan { get; private set; }

    public int Writes { get; private set; }

    public int Calls { get; private set; }

    /// <summary>Called before a statement reaches the authority, and after its answer has left it: may throw, as a network does.</summary>
    public Action<LeaseStatement>? OnTheWay { get; set; }

    public Action<LeaseStatement>? OnTheWayBack { get; set; }

    public static LimitTerms Requests(long amount, TimeSpan? period = null) => Limit(QuotaUnit.Requests, amount, period);

    public static LimitTerms Tokens(long amount, TimeSpan? period = null) => Limit(QuotaUnit.Tokens, amount, period);

    public static LimitTerms AtOnce(long amount) => new("at-once", QuotaUnit.Concurrency, QuotaAlgorithm.TokenBucket, amount, 0, amount);

    public QuotaDesk Silo(int number)
    {
        lock (_lock)
        {
            if (!_desks.TryGetValue(number, out var desk))
                _desks[number] = desk = new QuotaDesk(new TenantId("acme"), Exchange, DemandOf, Lease, "silo", Time, NullLogger.Instance);
            return desk;
        }
    }

    /// <summary>Asks for a request of so many tokens.</summary>
    public ValueTask<Reservation> Ask(long tokens = 1, int silo = 0, CancellationToken cancellation = default) => Silo(silo).Reserve(
        new QuotaRequest { Id = RequestId.Create(), Tenant = new TenantId("acme"), Key = "key", Model = new ModelName("model"), PromptTokens = tokens, PromptBound = tokens },
        cancellation);

    public async Task<Reservation.Granted> Granted(long tokens = 1, int silo = 0) => (Reservation.Granted)await Ask(tokens, silo);

    public async Task<Refusal> Refused(long tokens = 1, int silo = 0) => ((Reservation.Refused)await Ask(tokens, silo)).Refusal;

    /// <summary>What is left of a limit, as the authority sees it.</summary>
    public long Left(string limit)
    {
        lock (_lock) return Authority.Describe(Now).Levels.Single(level => level.Name == limit).Remaining;
    }

    /// <summary>The authority's silo dies; the next call meets a successor that has read the store.</summary>
    public void Crash()
    {
        lock (_lock) _authority = null;
    }

    /// <summary>A silo dies: nobody ever hears of its desk again.</summary>
    public void Kill(int silo)
    {
        lock (_lock) _desks.Remove(silo);
    }

    public void Edit(params LimitTerms[] limits) => Plan = PlanOf(Plan.Version + 1, limits);

    /// <summary>Every silo does what it does twice a second, and what comes of it is done.</summary>
    public async Task KeepHouse()
    {
        QuotaDesk[] desks;
        lock (_lock) desks = [.. _desks.Values];
        foreach (var desk in desks)
        {
            desk.KeepHouse();
            await desk.Rest();
        }

        lock (_lock)
        {
            if (Authority.WantsWrite(Now)) Write();
        }
    }

    /// <summary>Time passes, and every silo does all the while what it does.</summary>
    public async Task Pass(TimeSpan time)
    {
        for (var end = Time.GetUtcNow() + time; Time.GetUtcNow() < end;)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await KeepHouse();
        }
    }

    private Authority Authority
    {
        get
        {
            if (_authority is null) _authority = new Authority(Guid.NewGuid(), Lease, _stored, Plan, Now);
            if (_authority.Plan.Version != Plan.Version) _authority.Follow(Plan, Now);
            return _authority;
        }
    }

    private long Now => Math.Max(Time.GetUtcNow().UtcTicks, _stored.At);

    private async Task<LeaseAnswer> Exchange(LeaseStatement statement)
    {
        await Task.Yield();
        lock (_lock)
        {
            Calls++;
            OnTheWay?.Invoke(statement);
            var pending = Authority.Receive(statement, Now);
            if (pending.NeedsWrite > Authority.WritesDone) Write();
            var answer = Authority.Answer(pending, Now);
            OnTheWayBack?.Invoke(statement);
            return answer;
        }
    }

    private void Write()
    {
        Writes++;
        _stored = Authority.BeginWrite(Now);
        Authority.EndWrite(Now);
    }

    private static Demand DemandOf(PlanTerms plan, QuotaRequest request) => new(
        [.. plan.Limits.Select(limit => new DemandedUnits(
            new LimitKey(limit.Terms.Name, limit.Terms.Unit, ""), limit.Terms,
            limit.Terms.Unit is QuotaUnit.Tokens ? request.PromptTokens : 1))],
        null);

    private static PlanTerms PlanOf(long version, LimitTerms[] limits) => new()
    {
        Version = version,
        Limits = [.. limits.Select(limit => new PlanLimit(limit, new LimitScope(QuotaScope.Tenant, [])))],
    };

    private static LimitTerms Limit(QuotaUnit unit, long amount, TimeSpan? period) => new(
        unit is QuotaUnit.Requests ? "requests" : "tokens", unit, QuotaAlgorithm.TokenBucket, amount, (period ?? TimeSpan.FromMinutes(1)).Ticks, amount);
}

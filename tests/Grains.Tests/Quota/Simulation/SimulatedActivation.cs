using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>An activation of the quota grain: what the grain does around the authority, with a clock, a store and callers that are simulated.</summary>
internal sealed class SimulatedActivation
{
    private readonly World _world;
    private readonly List<(PendingAnswer Pending, Action<LeaseAnswer?> Reply)> _waiting = [];
    private readonly Dictionary<Guid, List<LeaseStatement>> _heard = [];
    private readonly long _startedMonotonic;
    private Authority? _authority;
    private long _startedAt;
    private long _version;
    private bool _isWriting;

    public SimulatedActivation(World world, SimulatedNode node)
    {
        (_world, Node, _startedMonotonic, _startedAt) = (world, node, node.Monotonic, node.Wall);
        world.Store.Read((state, version) => node.Do(() => Start(state, version)));
        KeepHouse();
    }

    public SimulatedNode Node { get; }

    public bool HasEnded { get; private set; }

    public Authority? Authority => _authority;

    public long Now => _world.Mutant is Mutant.WallClockAtTheAuthority ? Node.Wall : _startedAt + Node.Monotonic - _startedMonotonic;

    public void Exchange(LeaseStatement statement, Action<LeaseAnswer?> reply)
    {
        if (HasEnded || _authority is null)
        {
            reply(null);
            return;
        }

        if (_authority.Plan.Version != _world.Plan.Version) _authority.Follow(_world.Plan, Now);
        statement = Misread(statement);
        var pending = _authority.Receive(statement, Now);
        if (pending.NeedsWrite <= _authority.WritesDone || _world.Mutant is Mutant.PersistAfterGranting)
        {
            if (pending.NeedsWrite > _authority.WritesDone) Write();
            Reply(pending, reply);
        }
        else
        {
            _waiting.Add((pending, reply));
            Write();
        }
    }

    public Guid Epoch { get; private set; }

    private void Start(QuotaState? state, long version)
    {
        if (state is null)
        {
            HasEnded = true;
            return;
        }

        if (_world.Mutant is Mutant.SuccessorForgetsLeases)
            state = new QuotaState { At = state.At, Limits = state.Limits.ToDictionary(entry => entry.Key, entry => entry.Value with { Held = 0 }) };
        (_startedAt, _version, Epoch) = (Math.Max(_startedAt, state.At), version, _world.NewId());
        _authority = new Authority(Epoch, _world.Mutant is Mutant.HastyExpiry ? World.Lease / 4 : World.Lease, state, _world.Plan, Now);
    }

    /// <summary>What a wrong design makes of a statement: it hears an old one again, or counts once more what was given back.</summary>
    private LeaseStatement Misread(LeaseStatement statement)
    {
        if (_world.Mutant is not (Mutant.StaleStatements or Mutant.RefundWithoutId)) return statement;
        var before = _heard.GetValueOrDefault(statement.Holder, []);
        _heard[statement.Holder] = [.. before, statement];
        if (before.Count == 0 || statement.Epoch != Epoch || !_world.Chance(20)) return statement with { Number = 2 * statement.Number };

        var again = _world.Mutant is Mutant.StaleStatements
            ? before[0]
            : statement with { Accounts = [.. statement.Accounts.Select(account => account with { Held = Math.Max(0, 2 * account.Held - HeldBefore(account.Limit)) })] };
        _authority!.Receive(statement with { Number = 2 * statement.Number }, Now);
        _authority.Receive(again with { Epoch = Epoch, Plan = statement.Plan, Asks = [], Number = 2 * statement.Number + 1 }, Now);
        return statement;

        long HeldBefore(LimitKey limit) => before[^1].Accounts.FirstOrDefault(account => account.Limit == limit).Held;
    }

    private void KeepHouse() => Node.In(TimeSpan.FromSeconds(1), () =>
    {
        if (HasEnded) return;
        if (_authority?.WantsWrite(Now) is true) Write();
        KeepHouse();
    });

    private void Write()
    {
        if (_isWriting || HasEnded) return;
        _isWriting = true;
        _world.Store.Write(_authority!.BeginWrite(Now), _version, version => Node.Do(() => Written(version)));
    }

    private void Written(long? version)
    {
        _isWriting = false;
        if (version is null && _world.Mutant is not Mutant.FailedWritesIgnored)
        {
            HasEnded = true;
            foreach (var (_, reply) in _waiting) reply(null);
            return;
        }

        _version = version ?? _version;
        _authority!.EndWrite(Now);
        var released = _waiting.Where(entry => entry.Pending.NeedsWrite <= _authority.WritesDone).ToList();
        _waiting.RemoveAll(released.Contains);
        foreach (var (pending, reply) in released) Reply(pending, reply);
        if (_waiting.Count > 0) Write();
    }

    private void Reply(PendingAnswer pending, Action<LeaseAnswer?> reply)
    {
        var answer = _authority!.Answer(pending, Now);
        var isGoodAnyhow = _world.Mutant is Mutant.PersistAfterGranting or Mutant.HastyExpiry;
        if (isGoodAnyhow && answer is LeaseAnswer.Accepted accepted) answer = accepted with { ValidFor = World.Lease };
        reply(answer);
    }
}

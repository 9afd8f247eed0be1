using System.Collections.Immutable;
using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>Three silos, their tenant's authority, a store and a network, all of which a seed makes fail; and an auditor who sees everything.</summary>
internal sealed class World
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan Skew = TimeSpan.FromMilliseconds(50);
    public static readonly long Epoch = new DateTime(2026, 3, 1, 11, 59, 30, DateTimeKind.Utc).Ticks;

    /// <summary>When the last fault happens.</summary>
    public static readonly TimeSpan Faults = TimeSpan.FromSeconds(75);

    private static readonly TimeSpan s_end = TimeSpan.FromSeconds(150);

    private readonly Random _random;
    private readonly Schedule _schedule = new();
    private readonly List<SimulatedSilo> _silos = [];
    private readonly List<SimulatedActivation> _activations = [];
    private readonly int _mostTokens;
    private SimulatedActivation _main;
    private int _nodes;

#pragma warning disable RS0030 // The seed is the test's.
    public World(int seed, Mutant mutant)
    {
        (_random, Mutant) = (new Random(seed), mutant);
#pragma warning restore RS0030
        Plan = Plans.Draw(_random);
        _mostTokens = _random.Next(2) == 0 ? 4 : 200;
        Store = new SimulatedStore(_schedule, _random, mutant);
        Network = new SimulatedNetwork(_schedule, _random);
        Auditor = new Auditor(_schedule, this);
        var nodes = Enumerable.Range(0, 3).Select(_ => NewNode()).ToList();
        _main = Activate(nodes[0]);
        foreach (var node in nodes) _silos.Add(new SimulatedSilo(this, node) { Route = _main });
    }

    public Mutant Mutant { get; }

    public PlanTerms Plan { get; }

    public SimulatedStore Store { get; }

    public SimulatedNetwork Network { get; }

    public Auditor Auditor { get; }

    public IReadOnlyList<SimulatedActivation> Activations => _activations;

    public bool Chance(int percent) => _random.Next(100) < percent;

    public Guid NewId()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    /// <summary>Lives through the faults and a time of rest. The trace tells two runs apart.</summary>
    public long Run()
    {
        ScheduleFaults();
        ScheduleCalls();
        _schedule.RunUntil(s_end.Ticks);
        Auditor.Close();
        return _schedule.Trace;
    }

    public Demand DemandOf(PlanTerms plan, SimulatedCall call) => new(
        [.. plan.Limits.Select(limit => new DemandedUnits(new LimitKey(limit.Terms.Name, limit.Terms.Unit, ""), limit.Terms, Units(limit.Terms, call)))], null);

    /// <summary>The silo got no answer: it asks the directory where the authority is now.</summary>
    public void Reroute(SimulatedSilo silo)
    {
        if (_main.HasEnded || _main.Node.IsDead || (_main.Node.IsPaused && Chance(30))) _main = Activate(AnyNode());
        silo.Route = _main;
    }

    private long Units(LimitTerms terms, SimulatedCall call) =>
        terms.Unit is QuotaUnit.Tokens or QuotaUnit.Cost && Mutant is not Mutant.ChargeAfterTheResponse ? Math.Min(call.Tokens, terms.Burst) : 1;

    private SimulatedNode NewNode() => new(_schedule, _nodes++, (_random.NextDouble() - 0.5) * 0.002, (_random.NextDouble() - 0.5) * 2 * Skew);

    private SimulatedActivation Activate(SimulatedNode node)
    {
        var activation = new SimulatedActivation(this, node);
        _activations.Add(activation);
        return activation;
    }

    private SimulatedNode AnyNode()
    {
        // Between authorities the wall clocks are promised to agree but for the skew: see docs/quota.md.
        var nodes = _silos.Select(silo => silo.Node).Where(node => node.Step == TimeSpan.Zero).ToList();
        var awake = nodes.FindAll(node => !node.IsPaused);
        var choice = awake.Count > 0 ? awake : nodes;
        return choice.Count > 0 ? choice[_random.Next(choice.Count)] : NewNode();
    }

    private void ScheduleFaults()
    {
        for (var at = TimeSpan.FromSeconds(2); at < Faults; at += TimeSpan.FromMilliseconds(_random.Next(500, 12_000)))
            _schedule.In(at, Fault);
    }

    private void Fault()
    {
        var silo = _silos[_random.Next(_silos.Count)];
        switch (_random.Next(6))
        {
            case 0:
                Kill(silo);
                break;
            case 1:
                Pause(silo, TimeSpan.FromMilliseconds(_random.Next(100, 30_000)));
                break;
            case 2 or 3:
                // The directory loses sight of the activation: some silos go to another one, the others stay for a while.
                _main = Activate(AnyNode());
                foreach (var moved in _silos.Where(_ => Chance(50))) moved.Route = _main;
                break;
            case 4:
                Store.Restart(TimeSpan.FromMilliseconds(_random.Next(50, 12_000)));
                break;
            default:
                silo.Node.Step = TimeSpan.FromSeconds(_random.Next(-7_200, 7_200));
                silo.Node.In(TimeSpan.FromMilliseconds(_random.Next(100, 20_000)), () => silo.Node.Step = TimeSpan.Zero);
                break;
        }
    }

    private void Kill(SimulatedSilo silo)
    {
        Auditor.Died(silo);
        silo.Node.Kill();
        _silos.Remove(silo);
        _silos.Add(new SimulatedSilo(this, NewNode()) { Route = _main });
    }

    private void Pause(SimulatedSilo silo, TimeSpan time)
    {
        if (silo.Node.IsPaused) return;
        silo.Node.Pause();
        _schedule.In(time, () =>
        {
            if (silo.Node.IsDead) return;

            // The cluster has given up a silo that slept for long, and it ends when it learns of that: mostly, not always, before it does anything else.
            if (time > Lease && Chance(60)) Kill(silo);
            else silo.Node.Resume();
        });
    }

    private void ScheduleCalls()
    {
        var pause = _random.Next(4) switch { 0 => 6, 1 => 60, _ => 300 };
        for (var at = TimeSpan.Zero; at < s_end - TimeSpan.FromSeconds(30); at += TimeSpan.FromMilliseconds(_random.Next(2 * pause)))
        {
            var burst = Chance(1) ? _random.Next(100) : 1;
            for (var i = 0; i < burst; i++) _schedule.In(at, Arrive);
        }
    }

    private void Arrive()
    {
        var silo = _silos[_random.Next(_silos.Count)];
        var tokens = _random.Next(1, _mostTokens);
        var duration = Chance(5) ? TimeSpan.FromMilliseconds(_random.Next(60_000)) : TimeSpan.FromMilliseconds(_random.Next(2_000));
        var call = new SimulatedCall(tokens, Plans.UsedOf(_random, Plan, tokens), duration);
        silo.Node.Do(() => silo.Arrive(call));
    }
}

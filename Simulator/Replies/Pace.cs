namespace Orchestrator.Simulator;

/// <summary>Decides how long each wait of one reply is, with its jitter.</summary>
internal sealed class Pace(Behaviour behaviour, int seed)
{
    private readonly Random? _random = behaviour.Jitter > 0 ? new Random(seed) : null;

    public Behaviour Behaviour => behaviour;

    public bool IsPaced => behaviour.TokensPerSecond > 0;

    public TimeSpan Latency => Jittered(behaviour.Latency);

    public TimeSpan FirstToken => Jittered(behaviour.FirstToken);

    public TimeSpan NextToken =>
        IsPaced ? Jittered(TimeSpan.FromSeconds(1 / behaviour.TokensPerSecond)) : TimeSpan.Zero;

    private TimeSpan Jittered(TimeSpan wait) =>
        _random is null ? wait : wait * (1 + (behaviour.Jitter * ((2 * _random.NextDouble()) - 1)));
}

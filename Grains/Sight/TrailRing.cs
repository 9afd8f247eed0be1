using Orchestrator.Telemetry;

namespace Orchestrator.Sight;

/// <summary>The last requests of a silo, as many as fit: a new one takes the place of the oldest.</summary>
internal sealed class TrailRing(int size)
{
    private readonly RequestWalk?[] _walks = new RequestWalk?[size];
    private long _count;

    public void Add(RequestWalk walk) => _walks[_count++ % size] = walk;

    /// <summary>What there is, the newest first.</summary>
    public RequestWalk[] ToArray()
    {
        var walks = new RequestWalk[Math.Min(_count, size)];
        for (var index = 0; index < walks.Length; index++) walks[index] = _walks[(_count - 1 - index) % size]!;
        return walks;
    }
}

namespace Orchestrator.Quota;

/// <summary>Remembers the last so many request ids.</summary>
internal sealed class RecentRequests(int capacity)
{
    private readonly HashSet<RequestId> _known = [];
    private readonly Queue<RequestId> _byAge = [];

    public bool Contains(RequestId request) => _known.Contains(request);

    public void Add(RequestId request)
    {
        if (!_known.Add(request)) return;
        _byAge.Enqueue(request);
        if (_byAge.Count > capacity) _known.Remove(_byAge.Dequeue());
    }
}

using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Simulator;

/// <summary>Keeps the most recently used entries, up to a capacity. Its owner locks.</summary>
internal sealed class BoundedMap<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _recency = [];

    public int Count => _nodes.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }

        _recency.Remove(node);
        _recency.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    public void Put(TKey key, TValue value)
    {
        if (_nodes.TryGetValue(key, out var known))
        {
            known.Value = (key, value);
            _recency.Remove(known);
            _recency.AddFirst(known);
            return;
        }

        if (_nodes.Count >= capacity)
        {
            _nodes.Remove(_recency.Last!.Value.Key);
            _recency.RemoveLast();
        }

        _nodes.Add(key, _recency.AddFirst((key, value)));
    }
}

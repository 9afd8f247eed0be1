namespace Orchestrator.Quota;

/// <summary>The holders that have spoken to an authority and were not silent for too long.</summary>
internal sealed class HolderBook
{
    private readonly Dictionary<Guid, Holder> _holders = [];

    public IEnumerable<Holder> All => _holders.Values;

    public Holder? Find(Guid id) => _holders.GetValueOrDefault(id);

    public Holder Add(Guid id) => _holders[id] = new Holder(id);

    public void Remove(Holder holder) => _holders.Remove(holder.Id);

    /// <summary>Those that hold something and were not heard since then.</summary>
    public IEnumerable<Holder> Silent(long since) => _holders.Values.Where(holder => holder.HeardAt <= since && holder.HoldsAnything);

    /// <summary>Forgets those that hold nothing and were not heard since then.</summary>
    public void Forget(long since)
    {
        foreach (var holder in _holders.Values)
            if (holder.HeardAt <= since && !holder.HoldsAnything) _holders.Remove(holder.Id);
    }
}

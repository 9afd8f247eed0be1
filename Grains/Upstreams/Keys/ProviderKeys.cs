using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>One of the keys by which a provider knows us; only its id is ever told.</summary>
internal sealed record ProviderKey(string Id, string Secret)
{
    public override string ToString() => Id;
}

/// <summary>
/// Gives out the keys of one upstream in turn. One that was refused rests for a while and is then tried again. When all of them rest, the one that has
/// rested longest is given out all the same: what the provider says to it is the answer.
/// </summary>
internal sealed class ProviderKeys(IEnumerable<ProviderKey> keys)
{
    private readonly Lock _lock = new();
    private ImmutableArray<Place> _places = [.. keys.Select(key => new Place(key, DateTimeOffset.MinValue))];
    private int _turn;

    public int Count => _places.Length;

    /// <summary>The next key whose rest is over.</summary>
    public ProviderKey Next(DateTimeOffset now)
    {
        lock (_lock)
        {
            for (var step = 0; step < _places.Length; step++)
            {
                var place = _places[(_turn + step) % _places.Length];
                if (place.RestsUntil > now) continue;
                _turn = (_turn + step + 1) % _places.Length;
                return place.Key;
            }

            return _places.MinBy(place => place.RestsUntil).Key;
        }
    }

    /// <summary>Sets a key aside that the provider refused. The answer is whether it was in use until now, so that it is reported once.</summary>
    public bool SetAside(ProviderKey key, DateTimeOffset now, TimeSpan rest)
    {
        lock (_lock)
        {
            var index = IndexOf(key);
            if (index < 0) return false;
            var wasInUse = _places[index].RestsUntil <= now;
            _places = _places.SetItem(index, new Place(key, now + rest));
            return wasInUse;
        }
    }

    /// <summary>Whether any key is not set aside.</summary>
    public bool AnyInUse(DateTimeOffset now)
    {
        lock (_lock) return _places.Any(place => place.RestsUntil <= now);
    }

    /// <summary>Follows the configuration. A key that stayed the same goes on resting; one with a new secret begins anew.</summary>
    public void Replace(IEnumerable<ProviderKey> keys)
    {
        lock (_lock)
        {
            _places = [.. keys.Select(key => IndexOf(key) is var index and >= 0 ? _places[index] : new Place(key, DateTimeOffset.MinValue))];
            _turn = 0;
        }
    }

    private int IndexOf(ProviderKey key)
    {
        for (var index = 0; index < _places.Length; index++)
        {
            if (_places[index].Key == key) return index;
        }

        return -1;
    }

    private readonly record struct Place(ProviderKey Key, DateTimeOffset RestsUntil);
}

using Orchestrator.Sight;

namespace Orchestrator.GrainStates;

/// <summary>Grains of one kind that are in memory.</summary>
/// <param name="Count">How many there are, as far as the silos answer.</param>
/// <param name="Keys">Their keys in order; null where there are more than are listed.</param>
internal sealed record ActiveGrains(long Count, IReadOnlyList<string>? Keys);

/// <summary>What a grain says of itself now, and where it is; its own members below it.</summary>
internal sealed record GrainState(SiloAddress At, StateNode State);

/// <summary>Looks at grains without making any: what is not in memory is not asked.</summary>
internal sealed class GrainLook(IGrainFactory grains, TimeProvider time)
{
    /// <summary>A list of more than this is not fetched: it would cost each silo more than a look is worth.</summary>
    public const int MostListed = 20_000;

    /// <summary>Longest key.</summary>
    public const int LongestKey = 256;

    /// <summary>How many of each kind there are.</summary>
    public async Task<IReadOnlyDictionary<GrainKind, long>> Count()
    {
        var silos = (await grains.GetGrain<ISightGrain>(0).Overview()).Silos;
        return GrainCatalogue.All.ToDictionary(kind => kind, kind => silos.SelectMany(silo => silo.Activations)
            .Where(type => type.Key.Split(',')[0].EndsWith($".{kind.Name}", StringComparison.Ordinal)).Sum(type => (long)type.Value));
    }

    public async Task<ActiveGrains> List(GrainKind kind)
    {
        var count = (await Count())[kind];
        if (count > MostListed) return new ActiveGrains(count, null);
        var active = await grains.GetGrain<IManagementGrain>(0).GetActiveGrains(GrainType.Create(kind.Type));
        var keys = active.Select(grain => grain.Key.ToString()!).Distinct().Order(StringComparer.Ordinal).ToList();
        return new ActiveGrains(keys.Count, keys);
    }

    /// <summary>Null where it is not in memory.</summary>
    public async Task<GrainState?> State(GrainKind kind, string key)
    {
        var grain = kind.Address(grains, key);
        var at = await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return at is null ? null : new GrainState(at, StateTree.Of(kind.Type, await kind.Describe(grain, time.GetUtcNow())));
    }
}

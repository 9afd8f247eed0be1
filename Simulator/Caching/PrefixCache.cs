namespace Orchestrator.Simulator;

/// <summary>Remembers which prompt prefixes were seen and which were persisted; only a whole persisted prefix is a hit.</summary>
/// <remarks>
/// A prefix is persisted (1) where a request's input ends, (2) where a model's output ends, and
/// (3) where it turns out to be common to two requests: A+B then A+C misses but persists A, so A+D hits A.
/// The account and user are part of every fingerprint, so nobody hits what another has sent.
/// </remarks>
internal sealed class PrefixCache(SimulatorOptions options)
{
    private readonly Lock _lock = new();
    private readonly BoundedMap<StableHash, bool> _persisted = new(options.CachedPrefixes);

    /// <summary>Tells how many tokens of this prompt were persisted before it, and remembers its prefixes.</summary>
    public int Recognise(ReadOnlySpan<PrefixPoint> prompt)
    {
        lock (_lock)
        {
            var hit = LongestPersisted(prompt, out var common);
            for (var index = 0; index < prompt.Length; index++)
            {
                if (index == common || index == prompt.Length - 1)
                    _persisted.Put(prompt[index].Hash, true);
                else if (!_persisted.TryGet(prompt[index].Hash, out _))
                    _persisted.Put(prompt[index].Hash, false);
            }

            return hit;
        }
    }

    /// <summary>Persists the prefix that ends with a model's output.</summary>
    public void Persist(StableHash output)
    {
        lock (_lock)
            _persisted.Put(output, true);
    }

    private int LongestPersisted(ReadOnlySpan<PrefixPoint> prompt, out int common)
    {
        common = -1;
        for (var index = prompt.Length - 1; index >= 0; index--)
        {
            if (!_persisted.TryGet(prompt[index].Hash, out var persisted))
                continue;

            common = Math.Max(common, index);
            if (persisted)
                return prompt[index].Tokens;
        }

        return 0;
    }
}

using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Orchestrator.Tenants;

/// <summary>
/// The authority over tenants, keys and plans that are made while the cluster runs, and the log of everything that operators did. There is one, with the key 0. Each order that
/// it takes becomes one entry of the log, which is written once: so the log is the state, the news for all processes, and the audit.
/// </summary>
[Alias("orchestrator.tenant-register")]
public interface ITenantRegisterGrain : IGrainWithIntegerKey
{
    /// <summary>Carries out an order, or says why not. It is in the store before this returns.</summary>
    [Alias("carry-out")]
    Task<RegisterAnswer> CarryOut(RegisterOrder order);

    /// <summary>The entries after the numbered one, in order; at most <paramref name="most"/>, 1 to 1,000. Null where they are so old that all has to be read anew with <see cref="Read"/>.</summary>
    [AlwaysInterleave, Alias("news")]
    Task<RegisterNews?> News(long since, int most);

    /// <summary>Tenants by their ids after that one (empty for the first), and with the first page all plans. Entries after the version of the first page are to be applied over all pages.</summary>
    [AlwaysInterleave, Alias("read")]
    Task<RegisterPage> Read(string after, int most);

    /// <summary>Entries before the numbered one, the newest first; at most <paramref name="most"/>, 1 to 200.</summary>
    [AlwaysInterleave, Alias("log")]
    Task<ImmutableArray<RegisterEntry>> Log(long before, int most);
}

using System.Text.Json;
using Orleans.GrainDirectory;
using Orleans.Runtime;
using StackExchange.Redis;

namespace Orchestrator.Whereabouts;

/// <summary>Keeps in Redis which activation stands for a grain, one key a grain.</summary>
/// <remarks>
/// The directory that Orleans keeps in the silos' memory loses a part with each silo that dies, and with it ends healthy activations on the
/// silos that live. Of three silos one death then touches five ninths of the grains; with this directory it touches only the third that
/// stood on the dead one. An entry that names a dead silo is replaced when its grain is called next.
/// </remarks>
internal sealed class RedisGrainDirectory(IConnectionMultiplexer redis, string cluster) : IGrainDirectory
{
    public Task<GrainAddress?> Register(GrainAddress address) => Register(address, null);

    /// <summary>Puts the address in where there is none, or in place of the previous one.</summary>
    /// <returns>What stands there now: the address, or whose came first.</returns>
    public async Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress)
    {
        var key = Key(address.GrainId);
        while (true)
        {
            var current = await Database.StringGetAsync(key);
            if (Read(current) is { } other && other.ActivationId != previousAddress?.ActivationId) return other;
            if (await Change(key, current, change => change.StringSetAsync(key, JsonSerializer.Serialize(address)))) return address;
        }
    }

    public async Task Unregister(GrainAddress address)
    {
        var key = Key(address.GrainId);
        while (true)
        {
            var current = await Database.StringGetAsync(key);
            if (Read(current)?.ActivationId != address.ActivationId) return;
            if (await Change(key, current, change => change.KeyDeleteAsync(key))) return;
        }
    }

    public async Task<GrainAddress?> Lookup(GrainId grainId) => Read(await Database.StringGetAsync(Key(grainId)));

    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;

    private IDatabase Database => redis.GetDatabase();

    private RedisKey Key(GrainId grain) => $"{cluster}/directory/{grain}";

    private static GrainAddress? Read(RedisValue value) => value.IsNull ? null : JsonSerializer.Deserialize<GrainAddress>((string)value!);

    private async Task<bool> Change(RedisKey key, RedisValue from, Action<ITransaction> change)
    {
        var transaction = Database.CreateTransaction();
        transaction.AddCondition(from.IsNull ? Condition.KeyNotExists(key) : Condition.StringEqual(key, from));
        change(transaction);
        return await transaction.ExecuteAsync();
    }
}

using System.Collections.Immutable;
using Orchestrator.Conversations;
using StackExchange.Redis;

namespace Orchestrator.Shelves;

/// <summary>Lists conversations in Redis: a sorted set for each tenant and shelf, by time, and a set of the tenants.</summary>
internal sealed class RedisConversationIndex(IConnectionMultiplexer redis, string service) : IConversationIndex
{
    public Task Put(ConversationShelf shelf, TenantId tenant, ConversationId conversation, DateTimeOffset saidAt)
    {
        // One write of both, so that a list is never without its tenant.
        var both = Database.CreateTransaction();
        both.SetAddAsync(TenantsKey, tenant.Value).Ignore();
        both.SortedSetAddAsync(Key(shelf, tenant), conversation.ToString(), saidAt.ToUnixTimeMilliseconds()).Ignore();
        return both.ExecuteAsync();
    }

    public Task Remove(ConversationShelf shelf, TenantId tenant, ConversationId conversation) => Database.SortedSetRemoveAsync(Key(shelf, tenant), conversation.ToString());

    public async IAsyncEnumerable<TenantId> Tenants()
    {
        await foreach (var tenant in Database.SetScanAsync(TenantsKey)) yield return new TenantId(tenant.ToString());
    }

    public async Task<ImmutableArray<ConversationId>> Before(ConversationShelf shelf, TenantId tenant, DateTimeOffset before, int skip, int most)
    {
        CheckPage(skip, most);
        var members = await Database.SortedSetRangeByScoreAsync(Key(shelf, tenant), stop: before.ToUnixTimeMilliseconds(), exclude: Exclude.Stop, skip: skip, take: most);
        return [.. members.Select(Read)];
    }

    public async Task<ConversationPage> Newest(ConversationShelf shelf, TenantId tenant, int skip, int most)
    {
        CheckPage(skip, most);
        var total = Database.SortedSetLengthAsync(Key(shelf, tenant));
        var members = await Database.SortedSetRangeByRankWithScoresAsync(Key(shelf, tenant), skip, skip + most - 1, Order.Descending);
        return new ConversationPage([.. members.Select(member => new ListedConversation(Read(member.Element), DateTimeOffset.FromUnixTimeMilliseconds((long)member.Score)))], await total);
    }

    private static void CheckPage(int skip, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 1_000);
    }

    private static ConversationId Read(RedisValue member) =>
        ConversationId.TryParse(member, out var id) ? id : throw new InvalidOperationException($"'{member}' in a list of conversations is no conversation's id.");

    private IDatabase Database => redis.GetDatabase();

    private RedisKey TenantsKey => $"{service}/conversations";

    private RedisKey Key(ConversationShelf shelf, TenantId tenant) => $"{service}/conversations/{tenant}/{shelf}";
}

using System.Collections.Immutable;
using Orchestrator.Conversations;
using StackExchange.Redis;

namespace Orchestrator.Shelves;

/// <summary>Lists conversations in Redis: for each tenant and shelf a sorted set by time and one by size, and a set of the tenants.</summary>
internal sealed class RedisConversationIndex(IConnectionMultiplexer redis, string service) : IConversationIndex
{
    public Task Put(ConversationShelf shelf, TenantId tenant, ConversationId conversation, DateTimeOffset saidAt, long? bytes)
    {
        // One write of all, so that a list is never without its tenant, and no size without its conversation.
        var all = Database.CreateTransaction();
        all.SetAddAsync(TenantsKey, tenant.Value).Ignore();
        all.SortedSetAddAsync(Times(shelf, tenant), conversation.ToString(), saidAt.ToUnixTimeMilliseconds()).Ignore();
        if (bytes is { } size) all.SortedSetAddAsync(Sizes(shelf, tenant), conversation.ToString(), size).Ignore();
        return all.ExecuteAsync();
    }

    public Task Remove(ConversationShelf shelf, TenantId tenant, ConversationId conversation)
    {
        var both = Database.CreateTransaction();
        both.SortedSetRemoveAsync(Times(shelf, tenant), conversation.ToString()).Ignore();
        both.SortedSetRemoveAsync(Sizes(shelf, tenant), conversation.ToString()).Ignore();
        return both.ExecuteAsync();
    }

    public async IAsyncEnumerable<TenantId> Tenants()
    {
        await foreach (var tenant in Database.SetScanAsync(TenantsKey)) yield return new TenantId(tenant.ToString());
    }

    public async Task<ImmutableArray<ConversationId>> Before(ConversationShelf shelf, TenantId tenant, DateTimeOffset before, int skip, int most)
    {
        CheckPage(skip, most);
        var members = await Database.SortedSetRangeByScoreAsync(Times(shelf, tenant), stop: before.ToUnixTimeMilliseconds(), exclude: Exclude.Stop, skip: skip, take: most);
        return [.. members.Select(Read)];
    }

    public async Task<ConversationPage> Find(ConversationShelf shelf, TenantId tenant, ConversationSearch search)
    {
        search.Check();
        var (times, sizes) = (Times(shelf, tenant), Sizes(shelf, tenant));
        var (list, other, least, most) = search.Order is ConversationOrder.Largest
            ? (sizes, times, search.AtLeast, double.PositiveInfinity)
            : (times, sizes, double.NegativeInfinity, search.UnusedSince?.ToUnixTimeMilliseconds() ?? double.PositiveInfinity);
        var total = Database.SortedSetLengthAsync(list, least, most, Exclude.Stop);
        var found = await Database.SortedSetRangeByScoreWithScoresAsync(list, least, most, Exclude.Stop, Order.Descending, search.Offset, search.Most);
        var others = found.Length == 0 ? [] : await Database.SortedSetScoresAsync(other, [.. found.Select(one => one.Element)]);
        var page = found.Select((one, place) => search.Order is ConversationOrder.Largest
            ? Listed(one.Element, others[place], one.Score)
            : Listed(one.Element, one.Score, others[place]));
        return new ConversationPage([.. page.OfType<ListedConversation>()], await total);
    }

    private static void CheckPage(int skip, int most)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, ConversationSearch.MostOfPage);
    }

    /// <summary>Null where it was removed between the two questions.</summary>
    private static ListedConversation? Listed(RedisValue member, double? time, double? size) =>
        time is { } at ? new ListedConversation(Read(member), DateTimeOffset.FromUnixTimeMilliseconds((long)at), (long?)size) : null;

    private static ConversationId Read(RedisValue member) =>
        ConversationId.TryParse(member, out var id) ? id : throw new InvalidOperationException($"'{member}' in a list of conversations is no conversation's id.");

    private IDatabase Database => redis.GetDatabase();

    private RedisKey TenantsKey => $"{service}/conversations";

    private RedisKey Times(ConversationShelf shelf, TenantId tenant) => $"{service}/conversations/{tenant}/{shelf}";

    private RedisKey Sizes(ConversationShelf shelf, TenantId tenant) => $"{service}/conversations/{tenant}/{shelf}/sizes";
}

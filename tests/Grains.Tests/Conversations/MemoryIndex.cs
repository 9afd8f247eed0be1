using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>The list of conversations in memory, shared by all silos of a test.</summary>
internal sealed class MemoryIndex : IConversationIndex
{
    private readonly ConcurrentDictionary<(ConversationShelf Shelf, TenantId Tenant, ConversationId Conversation), (DateTimeOffset SaidAt, long? Bytes)> _listed = new();

    public Task Put(ConversationShelf shelf, TenantId tenant, ConversationId conversation, DateTimeOffset saidAt, long? bytes)
    {
        _listed.AddOrUpdate((shelf, tenant, conversation), (saidAt, bytes), (_, before) => (saidAt, bytes ?? before.Bytes));
        return Task.CompletedTask;
    }

    public Task Remove(ConversationShelf shelf, TenantId tenant, ConversationId conversation)
    {
        _listed.TryRemove((shelf, tenant, conversation), out _);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<TenantId> Tenants() => _listed.Keys.Select(entry => entry.Tenant).Distinct().ToAsyncEnumerable();

    public Task<ImmutableArray<ConversationId>> Before(ConversationShelf shelf, TenantId tenant, DateTimeOffset before, int skip, int most) =>
        Task.FromResult<ImmutableArray<ConversationId>>([.. _listed
            .Where(entry => entry.Key.Shelf == shelf && entry.Key.Tenant == tenant && entry.Value.SaidAt < before)
            .OrderBy(entry => entry.Value.SaidAt).Skip(skip).Take(most).Select(entry => entry.Key.Conversation)]);

    public Task<ConversationPage> Find(ConversationShelf shelf, TenantId tenant, ConversationSearch search)
    {
        search.Check();
        var mine = _listed.Where(entry => entry.Key.Shelf == shelf && entry.Key.Tenant == tenant);
        var found = search.Order is ConversationOrder.Largest
            ? mine.Where(entry => entry.Value.Bytes >= search.AtLeast).OrderByDescending(entry => entry.Value.Bytes).ToList()
            : [.. mine.Where(entry => !(entry.Value.SaidAt >= search.UnusedSince)).OrderByDescending(entry => entry.Value.SaidAt)];
        return Task.FromResult(new ConversationPage([.. found.Skip(search.Offset).Take(search.Most).Select(entry => new ListedConversation(entry.Key.Conversation, entry.Value.SaidAt, entry.Value.Bytes))], found.Count));
    }

    /// <summary>What is listed of a conversation.</summary>
    public (DateTimeOffset SaidAt, long? Bytes) Listed(ConversationId conversation) => _listed.Single(entry => entry.Key.Conversation == conversation).Value;

    /// <summary>Where a conversation is listed.</summary>
    public ConversationShelf[] ShelvesOf(ConversationId conversation) => [.. _listed.Keys.Where(entry => entry.Conversation == conversation).Select(entry => entry.Shelf).Order()];
}

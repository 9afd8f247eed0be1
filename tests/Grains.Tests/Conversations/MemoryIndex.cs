using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>The list of conversations in memory, shared by all silos of a test.</summary>
internal sealed class MemoryIndex : IConversationIndex
{
    private readonly ConcurrentDictionary<(ConversationShelf Shelf, TenantId Tenant, ConversationId Conversation), DateTimeOffset> _listed = new();

    public Task Put(ConversationShelf shelf, TenantId tenant, ConversationId conversation, DateTimeOffset saidAt)
    {
        _listed[(shelf, tenant, conversation)] = saidAt;
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
            .Where(entry => entry.Key.Shelf == shelf && entry.Key.Tenant == tenant && entry.Value < before)
            .OrderBy(entry => entry.Value).Skip(skip).Take(most).Select(entry => entry.Key.Conversation)]);

    public Task<ConversationPage> Newest(ConversationShelf shelf, TenantId tenant, int skip, int most)
    {
        var all = _listed.Where(entry => entry.Key.Shelf == shelf && entry.Key.Tenant == tenant).OrderByDescending(entry => entry.Value).ToList();
        return Task.FromResult(new ConversationPage([.. all.Skip(skip).Take(most).Select(entry => new ListedConversation(entry.Key.Conversation, entry.Value))], all.Count));
    }

    /// <summary>Where a conversation is listed.</summary>
    public ConversationShelf[] ShelvesOf(ConversationId conversation) => [.. _listed.Keys.Where(entry => entry.Conversation == conversation).Select(entry => entry.Shelf).Order()];
}

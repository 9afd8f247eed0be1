namespace Orchestrator.Conversations;

/// <summary>Reads the list of conversations for processes without a store of their own. Keyed by lane, 0 to <see cref="Lanes.Count"/> - 1.</summary>
[Alias("orchestrator.conversation-list")]
public interface IConversationListGrain : IGrainWithIntegerKey
{
    /// <summary>A page of a tenant's conversations.</summary>
    [Alias("find")]
    Task<ConversationPage> Find(ConversationShelf shelf, TenantId tenant, ConversationSearch search);
}

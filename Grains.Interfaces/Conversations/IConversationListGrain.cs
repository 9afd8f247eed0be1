namespace Orchestrator.Conversations;

/// <summary>Reads the list of conversations for processes without a store of their own. Keyed by lane, 0 to <see cref="Lanes.Count"/> - 1.</summary>
[Alias("orchestrator.conversation-list")]
public interface IConversationListGrain : IGrainWithIntegerKey
{
    /// <summary>A page of a tenant's conversations, the latest first; <paramref name="most"/> is 1 to 1,000.</summary>
    [Alias("newest")]
    Task<ConversationPage> Newest(ConversationShelf shelf, TenantId tenant, int skip, int most);
}

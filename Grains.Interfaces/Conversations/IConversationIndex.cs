using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>
/// Lists which conversations there are, by tenant, by when something was said in them, and by their size. Both may lag behind, a minute or so while a conversation is used: who
/// wants to know asks the conversation. A conversation is listed before it exists, so none is ever forgotten; one that is listed may not exist.
/// </summary>
public interface IConversationIndex
{
    /// <summary>Lists it, or moves it to that time and size.</summary>
    /// <param name="bytes">What was said in it, in bytes; null for what the list has.</param>
    Task Put(ConversationShelf shelf, TenantId tenant, ConversationId conversation, DateTimeOffset saidAt, long? bytes);

    /// <summary>Takes it off the list. It may not be there.</summary>
    Task Remove(ConversationShelf shelf, TenantId tenant, ConversationId conversation);

    /// <summary>All tenants that ever had a conversation, in no order.</summary>
    IAsyncEnumerable<TenantId> Tenants();

    /// <summary>Those of a tenant that were listed for a time before that one, oldest first.</summary>
    /// <param name="skip">How many of the oldest to pass over.</param>
    /// <param name="most">Most that are answered: 1 to 1,000.</param>
    Task<ImmutableArray<ConversationId>> Before(ConversationShelf shelf, TenantId tenant, DateTimeOffset before, int skip, int most);

    /// <summary>A page of a tenant's that are what is asked for, and how many of those there are in all.</summary>
    Task<ConversationPage> Find(ConversationShelf shelf, TenantId tenant, ConversationSearch search);
}

/// <summary>Why a conversation is kept, which decides for how long.</summary>
[GenerateSerializer, Alias("orchestrator.conversation-shelf")]
public enum ConversationShelf
{
    /// <summary>It is the place of responses that were to be stored.</summary>
    Responses,

    /// <summary>A client asked for it by itself.</summary>
    Conversations,

    /// <summary>It is deleted, and only what keeps its id from coming back is left.</summary>
    Removed,
}

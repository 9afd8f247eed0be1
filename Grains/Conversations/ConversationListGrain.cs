using Orleans.Concurrency;

namespace Orchestrator.Conversations;

/// <summary>Reads the list of conversations for processes without a store of their own.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class ConversationListGrain(IConversationIndex index) : Grain, IConversationListGrain
{
    public Task<ConversationPage> Find(ConversationShelf shelf, TenantId tenant, ConversationSearch search) => index.Find(shelf, tenant, search);
}

using Orleans.Concurrency;

namespace Orchestrator.Conversations;

/// <summary>Reads the list of conversations for processes without a store of their own.</summary>
[StatelessWorker(1), Reentrant]
internal sealed class ConversationListGrain(IConversationIndex index) : Grain, IConversationListGrain
{
    public Task<ConversationPage> Newest(ConversationShelf shelf, TenantId tenant, int skip, int most) => index.Newest(shelf, tenant, skip, most);
}

using Orchestrator.Conversations;
using Orchestrator.Identity;

namespace Orchestrator.Responses;

/// <summary>Finds responses by their id, which says where they stand: the background record while there is one, else their conversation's turn.</summary>
internal sealed class KeptResponses(IGrainFactory grains, BackgroundLog log)
{
    /// <summary>Null where the tenant has no such response, or has it no more.</summary>
    public async Task<KeptResponse?> Find(Caller caller, ResponseId id, CancellationToken gone)
    {
        var turn = await KeptTurn(caller, id);
        if (turn is not null && KeptResponse.Of(id, turn) is { IsBackground: false } foreground) return foreground;
        // The record says more than the turn: whether it was streamed, and when it ended.
        if (await log.Read(caller, id, int.MaxValue, wait: false, gone) is { } part) return KeptResponse.Of(part);
        return turn is null ? null : KeptResponse.Of(id, turn);
    }

    /// <summary>Removes all that is kept of it. False while its conversation has a turn running.</summary>
    public async Task<bool> Erase(Caller caller, ResponseId id)
    {
        if (await Conversation(caller, id).Erase(id) is EraseEnd.Locked) return false;
        await log.Of(caller, id).Delete();
        return true;
    }

    private async Task<Turn?> KeptTurn(Caller caller, ResponseId id) =>
        await Conversation(caller, id).Turns(id.Turn, 1) is [{ Response: { } kept, Settings.IsEmpty: false } turn] && kept == id ? turn : null;

    private IConversationGrain Conversation(Caller caller, ResponseId id) =>
        grains.GetGrain<IConversationGrain>(ConversationKey.Of(caller.Tenant, id.Conversation));
}

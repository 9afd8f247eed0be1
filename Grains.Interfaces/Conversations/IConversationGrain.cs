using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Orchestrator.Conversations;

/// <summary>One conversation: its turns in order, and who may add the next. Keyed by <c>{tenant}/{conversation}</c>, so a foreign id is a missing one.</summary>
[Alias("orchestrator.conversations")]
public interface IConversationGrain : IGrainWithStringKey
{
    /// <summary>Creates the conversation with its first messages, or says why it cannot be. Creating it again changes nothing.</summary>
    [Alias("create")]
    Task<ConversationStart> Create(NewConversation conversation);

    /// <summary>What the conversation is; null where it does not exist.</summary>
    [AlwaysInterleave, Alias("describe")]
    Task<Conversation?> Describe();

    /// <summary>Turns from <paramref name="first"/> on, at most <paramref name="count"/> (1 to 100); null where the conversation does not exist.</summary>
    [AlwaysInterleave, Alias("turns")]
    Task<ImmutableArray<Turn>?> Turns(int first, int count);

    /// <summary>Starts the next turn and answers with everything said before it, or says why it cannot start. Starting it again under the same request id gives the same answer.</summary>
    [Alias("begin")]
    Task<TurnStart> Begin(TurnRequest request);

    /// <summary>Returns when it may be the turn of a request that waits, at the latest after a few seconds: it then begins again.</summary>
    [AlwaysInterleave, Alias("called"), ResponseTimeout("00:00:05")]
    Task Called(RequestId request);

    /// <summary>Keeps the finished turn; it is durable when the call returns. Idempotent by response id.</summary>
    [Alias("complete")]
    Task<TurnEnd> Complete(FinishedTurn turn);

    /// <summary>Replaces the metadata; null where the conversation does not exist.</summary>
    [Alias("update")]
    Task<Conversation?> Update(ImmutableDictionary<string, string> metadata);

    /// <summary>Adds messages as a turn of their own, without asking the model.</summary>
    [Alias("add")]
    Task<AddEnd> Add(ImmutableArray<Message> messages);

    /// <summary>Puts a turn with less in it in the place of the one that is kept. What it leaves out is gone for good.</summary>
    [Alias("rewrite")]
    Task<RewriteEnd> Rewrite(TurnRewrite rewrite);

    /// <summary>
    /// Removes all of an answer's turn, what was asked and what came back, for good. The turn's number stays taken. A fork that is active
    /// may still have it in memory until it is activated anew.
    /// </summary>
    [Alias("erase")]
    Task<EraseEnd> Erase(ResponseId response);

    /// <summary>Removes the conversation for good, but for turns that forks of it still have as their past; they go with the last of those. False where it did not exist.</summary>
    [Alias("delete")]
    Task<bool> Delete();

    /// <summary>
    /// Removes the conversation if nothing was said in it since; of one that is deleted, what is left of it. Answers with the time before which
    /// there is no use in asking again; null where nothing is left that could grow old.
    /// </summary>
    [Alias("expire")]
    Task<DateTimeOffset?> Expire(DateTimeOffset saidBefore);

    /// <summary>
    /// Notes that a fork has turns of this conversation as its past, so that they outlive it. False where the turns are gone, or the
    /// conversation is, unless <paramref name="asParent"/> is false: the parent in between then has the right to them.
    /// </summary>
    [Alias("share")]
    Task<bool> Share(ConversationId fork, int lastTurn, bool asParent);

    /// <summary>Notes that a fork is gone.</summary>
    [Alias("unshare")]
    Task Unshare(ConversationId fork);

    /// <summary>Gives the turn, or the place in line, up and leaves nothing of it behind. Idempotent.</summary>
    [Alias("abandon")]
    Task Abandon(RequestId request);
}

using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>Stands in for one conversation: missing until it is created.</summary>
internal sealed class FakeConversation(string key) : IConversationGrain
{
    private Conversation? _conversation;

    public NewConversation? Start { get; private set; }

    public List<Turn> Kept { get; } = [];

    public Task<ConversationStart> Create(NewConversation conversation)
    {
        Start = conversation;
        if (conversation.Messages.Length > 0) Kept.Add(new Turn { Number = 0, Input = conversation.Messages, At = DateTimeOffset.UnixEpoch });
        _conversation = new Conversation { Id = ConversationKey.Parse(key).Conversation, CreatedAt = DateTimeOffset.FromUnixTimeSeconds(5), Metadata = conversation.Metadata };
        return Task.FromResult<ConversationStart>(new ConversationStart.Created(_conversation));
    }

    public Task<Conversation?> Describe() => Task.FromResult(_conversation is null ? null : _conversation with { Turns = Kept.Count });

    public Task<ImmutableArray<Turn>?> Turns(int first, int count) =>
        Task.FromResult<ImmutableArray<Turn>?>(_conversation is null ? null : [.. Kept.Where(turn => turn.Number >= first).Take(count)]);

    public Task<TurnStart> Begin(TurnRequest request) => throw new NotSupportedException();

    public Task<TurnEnd> Complete(FinishedTurn turn) => throw new NotSupportedException();

    public Task<DateTimeOffset?> Expire(DateTimeOffset saidBefore) => throw new NotSupportedException();

    public Task<Conversation?> Update(ImmutableDictionary<string, string> metadata) =>
        Task.FromResult(_conversation is null ? null : _conversation = _conversation with { Metadata = metadata });

    public Task<AddEnd> Add(ImmutableArray<Message> messages)
    {
        if (_conversation is null) return Task.FromResult<AddEnd>(new AddEnd.Missing());
        if (IsLocked) return Task.FromResult<AddEnd>(new AddEnd.Locked());
        Kept.Add(new Turn { Number = Kept.Count, Input = messages, At = DateTimeOffset.UnixEpoch });
        return Task.FromResult<AddEnd>(new AddEnd.Added(Kept[^1]));
    }

    public Task<bool> Delete()
    {
        var existed = _conversation is not null;
        _conversation = null;
        return Task.FromResult(existed);
    }

    /// <summary>Whether a turn runs.</summary>
    public bool IsLocked { get; set; }

    public Task Called(RequestId request) => throw new NotSupportedException();

    /// <summary>What rewrites answer before they are done.</summary>
    public Queue<RewriteEnd> Obstacles { get; } = [];

    public Task<RewriteEnd> Rewrite(TurnRewrite rewrite)
    {
        if (Obstacles.TryDequeue(out var obstacle)) return Task.FromResult(obstacle);
        if (Kept[rewrite.Number].Version != rewrite.Version) return Task.FromResult<RewriteEnd>(new RewriteEnd.Changed());
        Kept[rewrite.Number] = rewrite.Of(Kept[rewrite.Number]);
        return Task.FromResult<RewriteEnd>(new RewriteEnd.Done());
    }

    public Task<EraseEnd> Erase(ResponseId response) => throw new NotSupportedException();

    public Task<bool> Share(ConversationId fork, int lastTurn, bool asParent) => throw new NotSupportedException();

    public Task Unshare(ConversationId fork) => throw new NotSupportedException();

    public Task Abandon(RequestId request) => throw new NotSupportedException();
}

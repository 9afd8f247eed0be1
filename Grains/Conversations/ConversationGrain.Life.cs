using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>How a conversation comes to be, is described and changed as a whole, and ends.</summary>
internal sealed partial class ConversationGrain
{
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => _head is { } head ? _listed.Settle(head, _log.History) : Task.CompletedTask;

    public async Task<ConversationStart> Create(NewConversation conversation)
    {
        if (_head is not null) return new ConversationStart.Created(View(_head));
        if (_cards.Card.IsDeleted) return new ConversationStart.ParentMissing();
        if (conversation.Messages.Length > _options.MaxFirstMessages) return new ConversationStart.TooLarge("messages", _options.MaxFirstMessages);
        if (History.SizeOf(conversation.Messages) > _options.MaxBytes) return new ConversationStart.TooLarge("bytes", _options.MaxBytes);
        if (await FindAncestors(conversation.Parent) is not { } ancestors) return new ConversationStart.ParentMissing();

        var head = new ConversationHead
        {
            CreatedAt = clock.GetUtcNow(),
            IsNamed = conversation.IsNamed,
            Metadata = conversation.Metadata,
            Ancestors = ancestors,
            FirstMessages = conversation.Messages,
        };
        await _log.Open(head);
        await _listed.Begin(head, _log.History);
        await Guarded(() => store.WriteHead(context.GrainId, head));
        _head = head;
        return new ConversationStart.Created(View(head));
    }

    public Task<Conversation?> Describe() => Task.FromResult(Known() is { } head ? View(head) : null);

    public async Task<Conversation?> Update(ImmutableDictionary<string, string> metadata)
    {
        if (Known() is not { } head) return null;
        await _cards.Write(_cards.Card with { Metadata = metadata });
        return View(head);
    }

    public async Task<bool> Delete()
    {
        if (Known() is not { } head) return false;
        await ResolveDoubt();
        var card = await Kin.WithLivingForks();
        // From here on it is gone, whatever becomes of the removal.
        await _cards.Write(card with { IsDeleted = true, Metadata = null });
        _head = null;
        Release();
        DeactivateOnIdle();
        await index.Put(ConversationShelf.Removed, _tenant, _id, clock.GetUtcNow(), bytes: null);
        await Kin.Remove(head, _log.History.Count);
        await Kin.Leave(head);
        await index.Remove(head.Shelf, _tenant, _id);
        return true;
    }

    public async Task<DateTimeOffset?> Expire(DateTimeOffset saidBefore)
    {
        if (Known() is not { } head) return await ForgetDeletion();
        await ResolveDoubt();
        if (IsTaken()) return clock.GetUtcNow();
        var said = SaidAt(head);
        if (said >= saidBefore) return said;
        await Delete();
        LogExpired(_id, said);
        return null;
    }

    public Task<bool> Share(ConversationId fork, int lastTurn, bool asParent) =>
        asParent && _head is null ? Task.FromResult(false) : Kin.Register(new Fork(fork, lastTurn), _options.MaxForks);

    public Task Unshare(ConversationId fork) => Kin.Unregister(fork);

    private Kinship Kin => _kin ??= new Kinship(context.GrainId, grains, store, _cards, clock);

    private Conversation View(ConversationHead head) => new()
    {
        Id = _id,
        CreatedAt = head.CreatedAt,
        Metadata = _cards.Card.Metadata ?? head.Metadata,
        Turns = _log.History.Count,
        Waiting = _line.Count,
        Running = _floor.Running is { } turn ? new RunningTurnDescription(turn.Request, turn.Number, turn.Runner) : null,
        Bytes = _log.History.Bytes,
        IsNamed = head.IsNamed,
        FirstTurn = head.FirstTurn,
        Forks = _cards.Card.Forks.Length,
    };

    /// <summary>When something was last said here; a fork's past was said elsewhere.</summary>
    private DateTimeOffset SaidAt(ConversationHead head)
    {
        var turns = _log.History.Count;
        return turns > head.FirstTurn && _log.History[turns - 1].At is var at && at > head.CreatedAt ? at : head.CreatedAt;
    }

    /// <summary>Removes the mark of a deletion, unless forks have turns here and the mark with them. Then it is looked at again later.</summary>
    private async Task<DateTimeOffset?> ForgetDeletion()
    {
        if (!_cards.Card.IsDeleted) return null;
        if (!_cards.Card.Forks.IsEmpty) return clock.GetUtcNow();
        await _cards.Clear();
        return null;
    }

    private async Task<ImmutableArray<Ancestor>?> FindAncestors(ResponseId? parent) => parent is { } point ? await Kin.Claim(point) : [];
}

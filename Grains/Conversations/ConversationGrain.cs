using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Orchestrator.Conversations;

/// <summary>
/// Keeps one conversation: its turns, in memory as the store has them, and which request may add the next. Who holds the turn is known in
/// memory only; that no two hold the same one for good is the store's to say, which takes each turn's record once.
/// </summary>
[GrainType("conversation"), CollectionAgeLimit(Minutes = 15)]
internal sealed partial class ConversationGrain(
    ConversationStore store,
    ISiloStatusOracle silos,
    IOptions<ConversationOptions> options,
    TimeProvider clock,
    ILogger<ConversationGrain> logger) : Grain, IConversationGrain
{
    private readonly ConversationOptions _options = options.Value;
    private ConversationId _id;
    private ConversationHead? _head;
    private History _history = new();
    private RunningTurn? _running;

    // An earlier activation may have granted the next turn: until this one has granted any, whoever completes it is believed.
    private bool _mayHaveForgotten = true;

    // A write failed and nobody knows whether it happened.
    private bool _inDoubt;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = ConversationKey.Parse(this.GetPrimaryKeyString()).Conversation;
        if (await store.ReadHead(this.GetGrainId()) is not { } head) return;
        _history = await store.ReadPast(this.GetGrainId(), head);
        await ReadOn();
        _head = head;
    }

    public async Task<ConversationStart> Create(NewConversation conversation)
    {
        if (_head is not null) return new ConversationStart.Created(View(_head));
        if (conversation.Messages.Length > _options.MaxFirstMessages) return new ConversationStart.TooLarge("messages", _options.MaxFirstMessages);
        if (History.SizeOf(conversation.Messages) > _options.MaxBytes) return new ConversationStart.TooLarge("bytes", _options.MaxBytes);
        if (await AncestorsOf(conversation.Parent) is not { } ancestors) return new ConversationStart.ParentMissing();

        var head = new ConversationHead
        {
            CreatedAt = clock.GetUtcNow(),
            Metadata = conversation.Metadata,
            Ancestors = ancestors,
            FirstMessages = conversation.Messages,
        };
        var past = await store.ReadPast(this.GetGrainId(), head);
        await Write(head);
        (_head, _history) = (head, past);
        return new ConversationStart.Created(View(head));
    }

    public Task<Conversation?> Describe()
    {
        if (_head is null) ForgetStranger();
        return Task.FromResult(_head is { } head ? View(head) : null);
    }

    public Task<ImmutableArray<Turn>?> Turns(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 100);
        if (_head is null) ForgetStranger();
        return Task.FromResult<ImmutableArray<Turn>?>(_head is null ? null : _history.Slice(first, count));
    }

    public async Task<TurnStart> Begin(TurnRequest request)
    {
        if (_head is null)
        {
            ForgetStranger();
            return new TurnStart.Missing();
        }

        await ResolveDoubt();
        if (request.After is { } after && !_history.Holds(after)) return new TurnStart.Missing();

        var number = request.After is { } point ? point.Turn + 1 : _history.Count;
        if (!request.Keep) return Started(number);

        GiveUpLostTurn();
        if (_running?.Request == request.Request) return Started(_running.Number);
        if (number < _history.Count) return new TurnStart.MovedOn();
        if (_running is not null) return request.After is null ? new TurnStart.Locked() : new TurnStart.MovedOn();
        if (_history.Count >= _options.MaxTurns) return new TurnStart.Full("turns", _options.MaxTurns);
        if (_history.Bytes >= _options.MaxBytes) return new TurnStart.Full("bytes", _options.MaxBytes);

        Hold(new RunningTurn(number, request.Request, request.Runner, clock.GetUtcNow() + _options.LongestTurn));
        return Started(number);
    }

    public async Task<TurnEnd> Complete(FinishedTurn turn)
    {
        if (turn.Response.Conversation != _id) throw new ArgumentException($"{turn.Response} is not an answer of {_id}.", nameof(turn));
        if (_head is null) return TurnEnd.Missing;
        await ResolveDoubt();
        if (_history.Holds(turn.Response)) return TurnEnd.Kept;
        if (!MayKeep(turn))
        {
            LogSuperseded(turn.Response.Turn, _id, turn.Request);
            return TurnEnd.Superseded;
        }

        await Append(new Turn
        {
            Number = turn.Response.Turn,
            Response = turn.Response,
            Input = turn.Input,
            Output = turn.Output,
            Usage = turn.Usage,
            At = clock.GetUtcNow(),
        });
        LogKept(turn.Response.Turn, _id, turn.Request);
        return TurnEnd.Kept;
    }

    public Task Abandon(RequestId request)
    {
        if (_running?.Request == request) LetGo();
        return Task.CompletedTask;
    }

    private Conversation View(ConversationHead head) =>
        new() { Id = _id, CreatedAt = head.CreatedAt, Metadata = head.Metadata, Turns = _history.Count };

    private TurnStart.Started Started(int number) => new(number, _history.Before(number));

    private async Task Write(ConversationHead head)
    {
        try
        {
            await store.WriteHead(this.GetGrainId(), head);
        }
        catch
        {
            // Nobody knows whether it was written: the next activation finds out.
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Where the past of a fork is stored; null where its parent's turn does not exist.</summary>
    private async Task<ImmutableArray<Ancestor>?> AncestorsOf(ResponseId? parent)
    {
        if (parent is not { } point) return [];
        var owner = ConversationStore.Sibling(this.GetGrainId(), point.Conversation);
        var turn = await store.ReadTurn(owner, point.Turn);
        if (turn?.Response != point) return null;
        return await store.ReadHead(owner) is { } head ? head.AncestorsOfForkAfter(point) : null;
    }

    private void GiveUpLostTurn()
    {
        if (_running is not { } lost || (clock.GetUtcNow() < lost.Until && !silos.IsDeadSilo(lost.Runner))) return;
        LogGivenUp(lost.Number, _id, lost.Request, lost.Runner, lost.Until);
        LetGo();
    }

    private void Hold(RunningTurn turn)
    {
        _running = turn;
        _mayHaveForgotten = false;
        DelayDeactivation(_options.LongestTurn);
    }

    private void LetGo()
    {
        _running = null;
        DelayDeactivation(TimeSpan.Zero);
    }

    private bool MayKeep(FinishedTurn turn) =>
        turn.Response.Turn == _history.Count && (_running is null ? _mayHaveForgotten : _running.Request == turn.Request);

    private async Task Append(Turn turn)
    {
        try
        {
            await store.WriteTurn(this.GetGrainId(), turn);
        }
        catch (Exception exception) when (exception is not InconsistentStateException)
        {
            _inDoubt = true;
            LogInDoubt(exception, turn.Number, _id);
            throw;
        }

        _history.Append(turn);
        _mayHaveForgotten = false;
        LetGo();
    }

    private async Task ResolveDoubt()
    {
        if (!_inDoubt) return;
        await ReadOn();
        _inDoubt = false;
        if (_running?.Number < _history.Count) LetGo();
    }

    private async Task ReadOn() => _history.Append(await store.ReadTurns(this.GetGrainId(), _history.Count));

    // An id that names nothing costs no memory, however many of them are asked for.
    private void ForgetStranger() => DeactivateOnIdle();
}

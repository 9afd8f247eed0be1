using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orchestrator.Conversations;

/// <summary>
/// Keeps one conversation: its turns, in memory as the store has them, and which request may add the next. Who has the floor is known in
/// memory only; that no two say the same turn is the store's word, which takes the record of each turn once.
/// </summary>
[GrainType("conversation"), CollectionAgeLimit(Minutes = 15)]
internal sealed partial class ConversationGrain(
    IGrainContext context,
    ConversationStore store,
    ISiloStatusOracle silos,
    IOptions<ConversationOptions> options,
    TimeProvider clock,
    ILogger<ConversationGrain> logger) : Grain, IConversationGrain
{
    private readonly ConversationId _id = ConversationKey.Parse(context.GrainId.Key.ToString()!).Conversation;
    private readonly ConversationOptions _options = options.Value;
    private readonly TurnLog _log = new(store, context.GrainId);
    private readonly Floor _floor = new();

    // Null for as long as the conversation does not exist.
    private ConversationHead? _head;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadHead(context.GrainId) is not { } head) return;
        await _log.Open(head);
        await _log.ReadOn();
        _head = head;
    }

    public async Task<ConversationStart> Create(NewConversation conversation)
    {
        if (_head is not null) return new ConversationStart.Created(View(_head));
        if (conversation.Messages.Length > _options.MaxFirstMessages) return new ConversationStart.TooLarge("messages", _options.MaxFirstMessages);
        if (History.SizeOf(conversation.Messages) > _options.MaxBytes) return new ConversationStart.TooLarge("bytes", _options.MaxBytes);
        if (await FindAncestors(conversation.Parent) is not { } ancestors) return new ConversationStart.ParentMissing();

        var head = new ConversationHead
        {
            CreatedAt = clock.GetUtcNow(),
            Metadata = conversation.Metadata,
            Ancestors = ancestors,
            FirstMessages = conversation.Messages,
        };
        await _log.Open(head);
        await Write(head);
        _head = head;
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
        return Task.FromResult<ImmutableArray<Turn>?>(_head is null ? null : _log.History.Slice(first, count));
    }

    public async Task<TurnStart> Begin(TurnRequest request)
    {
        if (_head is null) ForgetStranger();
        if (_head is null) return new TurnStart.Missing();
        await ResolveDoubt();
        if (request.After is { } answer && !_log.History.Holds(answer)) return new TurnStart.Missing();

        var end = _log.History.Count;
        var number = request.After is { } point ? point.Turn + 1 : end;
        if (!request.Keep) return Started(number);

        GiveUpLostTurn();
        if (_floor.Running is { } running && running.Request == request.Request) return Started(running.Number);
        if (number < end) return new TurnStart.MovedOn();
        if (_floor.Running is not null) return request.After is null ? new TurnStart.Locked() : new TurnStart.MovedOn();
        if (end >= _options.MaxTurns) return new TurnStart.Full("turns", _options.MaxTurns);
        if (_log.History.Bytes >= _options.MaxBytes) return new TurnStart.Full("bytes", _options.MaxBytes);

        _floor.Grant(new RunningTurn(request.Request, number, request.Runner, clock.GetUtcNow() + _options.LongestTurn));
        DelayDeactivation(_options.LongestTurn);
        return Started(number);
    }

    public async Task<TurnEnd> Complete(FinishedTurn turn)
    {
        if (turn.Response.Conversation != _id) throw new ArgumentException($"{turn.Response} is not an answer of {_id}.", nameof(turn));
        if (_head is null) return TurnEnd.Missing;
        await ResolveDoubt();
        if (_log.History.Holds(turn.Response)) return TurnEnd.Kept;
        if (turn.Response.Turn != _log.History.Count || !_floor.Admits(turn.Request))
        {
            LogSuperseded(turn.Response.Turn, _id, turn.Request);
            return TurnEnd.Superseded;
        }

        await _log.Append(Kept(turn));
        MoveOn();
        LogKept(turn.Response.Turn, _id, turn.Request);
        return TurnEnd.Kept;
    }

    public Task Abandon(RequestId request)
    {
        if (_floor.Running?.Request == request) Release();
        return Task.CompletedTask;
    }

    private Conversation View(ConversationHead head) =>
        new() { Id = _id, CreatedAt = head.CreatedAt, Metadata = head.Metadata, Turns = _log.History.Count };

    private TurnStart.Started Started(int number) => new(number, _log.History.Before(number));

    private Turn Kept(FinishedTurn turn) => new()
    {
        Number = turn.Response.Turn,
        Response = turn.Response,
        Input = turn.Input,
        Output = turn.Output,
        Usage = turn.Usage,
        At = clock.GetUtcNow(),
        AskedAt = turn.AskedAt,
        FinishReason = turn.FinishReason,
        Settings = turn.Settings,
    };

    private async Task<ImmutableArray<Ancestor>?> FindAncestors(ResponseId? parent) =>
        parent is { } point ? await store.FindAncestors(context.GrainId, point) : [];

    private async Task Write(ConversationHead head)
    {
        try
        {
            await store.WriteHead(context.GrainId, head);
        }
        catch
        {
            // It may have been written all the same: the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task ResolveDoubt()
    {
        if (await _log.ResolveDoubt()) MoveOn();
    }

    private void GiveUpLostTurn()
    {
        if (_floor.Running is not { } turn || (clock.GetUtcNow() < turn.Until && !silos.IsDeadSilo(turn.Runner))) return;
        LogGivenUp(turn.Number, _id, turn.Request, turn.Runner, turn.Until);
        Release();
    }

    private void Release()
    {
        _floor.Release();
        DelayDeactivation(TimeSpan.Zero);
    }

    private void MoveOn()
    {
        _floor.MoveOn();
        DelayDeactivation(TimeSpan.Zero);
    }

    // An id that names nothing costs no memory, however many of them are asked for.
    private void ForgetStranger() => DeactivateOnIdle();
}

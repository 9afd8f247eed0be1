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
    IGrainFactory grains,
    ConversationStore store,
    ISiloStatusOracle silos,
    IConversationIndex index,
    ContextWindows windows,
    IOptions<ConversationOptions> options,
    TimeProvider clock,
    ILogger<ConversationGrain> logger) : Grain, IConversationGrain
{
    private readonly TenantId _tenant = ConversationKey.Parse(context.GrainId.Key.ToString()!).Tenant;
    private readonly ConversationId _id = ConversationKey.Parse(context.GrainId.Key.ToString()!).Conversation;
    private readonly ConversationOptions _options = options.Value;
    private readonly TurnLog _log = new(store, context.GrainId);
    private readonly CardBox _cards = new(store, context);
    private readonly Floor _floor = new();
    private readonly WindowBook _window = new(windows);
    private readonly ListEntry _listed = new(index, context.GrainId.Key.ToString()!, clock, logger);
    private readonly WaitingLine _line = new(options.Value.MaxWaiting, clock);
    private Kinship? _kin;

    // Null for as long as the conversation does not exist.
    private ConversationHead? _head;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await _cards.Read();
        if (_cards.Card.IsDeleted) await Kin.RemoveRest();
        if (_cards.Card.IsDeleted || await store.ReadHead(context.GrainId) is not { } head) return;
        await _log.Open(head);
        await _log.ReadOn();
        _head = head;
    }

    public Task<ImmutableArray<Turn>?> Turns(int first, int count) =>
        Task.FromResult<ImmutableArray<Turn>?>(Known() is null ? null : _log.History.Slice(first, count));

    public async Task<TurnStart> Begin(TurnRequest request)
    {
        if (Known() is null) return new TurnStart.Missing();
        await ResolveDoubt();
        if (request.After is { } answer && !_log.History.Holds(answer)) return new TurnStart.Missing();
        var end = _log.History.Count;
        var number = request.After is { } point ? point.Turn + 1 : end;
        if (!request.Keep) return _window.Open(_log.History, number, request.Window);

        if (IsTaken() && _floor.Running is { } running && running.Request == request.Request) return running.Start;
        if (number < end) return new TurnStart.MovedOn();
        if (_floor.Running is not null && request.After is not null) return new TurnStart.MovedOn();
        if (request.After is null && !IsTurnOf(request.Request)) return _line.Join(request.Request) ? new TurnStart.Waiting() : new TurnStart.Locked();
        if (_options.BoundReached(_log.History, 1) is { } bound) return new TurnStart.Full(bound.Name, bound.Limit);

        var opened = _window.Open(_log.History, number, request.Window);
        if (opened is not TurnStart.Started start) return opened;

        _floor.Grant(new RunningTurn(request.Request, number, request.Runner, clock.GetUtcNow() + _options.LongestTurn, start));
        _line.Leave(request.Request);
        DelayDeactivation(_options.LongestTurn);
        return start;
    }

    public Task Called(RequestId request) => _head is null || IsTurnOf(request) ? Task.CompletedTask : _line.Wait();

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

        await _log.Append(turn.Kept(clock.GetUtcNow()));
        MoveOn();
        _listed.Move(_head, _log.History);
        LogKept(turn.Response.Turn, _id, turn.Request);
        return TurnEnd.Kept;
    }

    public async Task<AddEnd> Add(ImmutableArray<Message> messages)
    {
        if (Known() is null) return new AddEnd.Missing();
        await ResolveDoubt();
        if (IsTaken()) return new AddEnd.Locked();
        if (_options.BoundReached(_log.History, History.SizeOf(messages)) is { } bound) return new AddEnd.Full(bound.Name, bound.Limit);
        var now = clock.GetUtcNow();
        var turn = new Turn { Number = _log.History.Count, Input = messages, At = now, AskedAt = now, Window = _log.History.LastWindow };
        await _log.Append(turn);
        MoveOn();
        _listed.Move(_head!, _log.History);
        return new AddEnd.Added(turn);
    }

    public async Task<RewriteEnd> Rewrite(TurnRewrite rewrite)
    {
        if (Known() is not { } head) return new RewriteEnd.Missing();
        await ResolveDoubt();
        if (rewrite.Number < 0 || rewrite.Number >= _log.History.Count) return new RewriteEnd.Missing();
        if (head.OwnerOf(rewrite.Number) is { } owner) return new RewriteEnd.Elsewhere(owner);
        if (_log.History[rewrite.Number].Version != rewrite.Version) return new RewriteEnd.Changed();
        if (IsTaken()) return new RewriteEnd.Locked();
        await Replace(rewrite.Of(_log.History[rewrite.Number]));
        return new RewriteEnd.Done();
    }

    public async Task<EraseEnd> Erase(ResponseId response)
    {
        if (Known() is not null) await ResolveDoubt();
        if (_head is null || !_log.History.Holds(response)) return EraseEnd.Missing;
        if (IsTaken()) return EraseEnd.Locked;
        await Replace(_log.History[response.Turn].Erased(clock.GetUtcNow()));
        return EraseEnd.Erased;
    }

    public Task Abandon(RequestId request)
    {
        if (_floor.Running?.Request == request) Release();
        _line.Leave(request);
        return Task.CompletedTask;
    }

    private async Task Replace(Turn turn)
    {
        await Guarded(() => _log.Replace(turn, isOpening: _head?.Opening?.Number == turn.Number));
        _window.Forget();
    }

    private async Task Guarded(Func<Task> write)
    {
        try
        {
            await write();
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

    /// <summary>Whether a turn runs. One whose silo died, or that took too long, is given up here.</summary>
    private bool IsTaken()
    {
        if (_floor.Running is not { } turn) return false;
        if (clock.GetUtcNow() < turn.Until && !silos.IsDeadSilo(turn.Runner)) return true;
        LogGivenUp(turn.Number, _id, turn.Request, turn.Runner, turn.Until);
        Release();
        return false;
    }

    private bool IsTurnOf(RequestId request) => _floor.Running is null && _line.IsNext(request);

    private void Release()
    {
        _floor.Release();
        Free();
    }

    private void MoveOn()
    {
        _floor.MoveOn();
        Free();
    }

    private void Free()
    {
        DelayDeactivation(TimeSpan.Zero);
        _line.Move();
    }

    /// <summary>The head of a conversation that exists. An id that names nothing costs no memory, however many of them are asked for.</summary>
    private ConversationHead? Known()
    {
        if (_head is null) DeactivateOnIdle();
        return _head;
    }
}

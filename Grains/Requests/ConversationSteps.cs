using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>The hall's first and last step: finds the conversation that a request belongs to, begins its turn there, and completes or abandons it.</summary>
internal sealed class ConversationSteps(IGrainFactory grains, ILocalSiloDetails silo, Insistence insist, WindowSteps windows, IOptions<ConversationOptions> options, TimeProvider clock)
{
    /// <summary>A begun turn: the prompt with all that was said before it, and the id under which the answer will be kept, if it will.</summary>
    internal sealed class Turn(Prompt prompt, IConversationGrain? grain, ResponseId? response)
    {
        public Prompt Prompt { get; } = prompt;

        /// <summary>How much of the conversation the prompt has.</summary>
        public TurnWindow Window { get; init; } = TurnWindow.Whole;

        /// <summary>What no longer fits and is to be summarised first; empty where all fits, or nobody wants a summary.</summary>
        public ImmutableArray<Message> ToSummarise { get; init; } = [];

        /// <summary>The turn from which on all of it could be sent, should there be no summary; null where it would not fit.</summary>
        public int? FitsFrom { get; init; }

        /// <summary>What was said before and is sent.</summary>
        public ImmutableArray<Message> History { get; init; } = [];

        public IConversationGrain? Grain { get; } = grain;

        public ResponseId? Response { get; } = response;

        public bool Completed { get; set; }
    }

    /// <param name="cancellation">Ends only the waiting for an earlier turn.</param>
    public async Task<(Turn Turn, ChatOutcome? Obstacle)> Begin(ChatRequest request, CancellationToken cancellation)
    {
        if (request.Place is null) return (new Turn(WithHistory(request, []), null, null), null);
        using var span = OrchestratorActivities.Room("conversations.begin");
        return request.Place switch
        {
            TurnPlace.Fresh => await BeginFresh(request, new NewConversation(), cancellation),
            TurnPlace.End end => await BeginAt(request, end.Conversation, null, end.Keep, cancellation),
            TurnPlace.After after => await BeginAt(request, after.Response.Conversation, after.Response, after.Keep, cancellation),
            _ => throw new InvalidOperationException($"A place of type {request.Place.GetType().Name} is not known here."),
        };
    }

    public async Task<ChatOutcome> Complete(ChatRequest request, Turn turn, Completion completion)
    {
        var at = clock.GetUtcNow();
        if (turn is not { Grain: { } grain, Response: { } response }) return new ChatOutcome.Completed(completion) { At = at };
        using var span = OrchestratorActivities.Room("conversations.complete");
        var finished = new FinishedTurn
        {
            Request = request.Id,
            Response = response,
            Input = request.Prompt.Messages,
            Output = completion.Message ?? throw new InvalidOperationException("A turn that is kept needs the assistant's message."),
            Usage = completion.Usage,
            AskedAt = request.AskedAt,
            FinishReason = completion.FinishReason,
            Settings = request.Settings,
            Window = WindowSteps.Counted(turn.Window, completion.Message),
            At = at,
        };
        var end = await insist.On(() => grain.Complete(finished));
        turn.Completed = true;
        return end switch
        {
            TurnEnd.Kept => new ChatOutcome.Completed(completion, response) { At = at },
            TurnEnd.Superseded => Locked(),
            _ => Missing(request.Place!),
        };
    }

    public async Task AbandonUnlessCompleted(ChatRequest request, Turn turn)
    {
        if (turn is { Completed: false, Grain: { } grain, Response: not null }) await insist.On(() => grain.Abandon(request.Id));
    }

    private async Task<(Turn, ChatOutcome?)> BeginAt(ChatRequest request, ConversationId conversation, ResponseId? after, bool keep, CancellationToken cancellation)
    {
        var grain = Grain(request.Tenant, conversation);
        var asked = windows.Ask(request);
        var start = await BeginInTurn(grain, new TurnRequest { Request = request.Id, Runner = silo.SiloAddress, After = after, Keep = keep, Window = asked }, cancellation);
        return start switch
        {
            TurnStart.Started started => (Begun(request, started, asked, grain, keep ? ResponseId.Of(request.Id, conversation, started.Turn) : null), null),
            TurnStart.Overflow overflow => (Nothing(request), WindowSteps.TooLong(overflow)),
            TurnStart.MovedOn when after is not null => await BeginFresh(request, new NewConversation { Parent = after }, cancellation),
            TurnStart.Waiting => (Nothing(request), cancellation.IsCancellationRequested ? new ChatOutcome.ClientGone() : Locked()),
            TurnStart.Locked or TurnStart.MovedOn => (Nothing(request), Locked()),
            TurnStart.Full full => (Nothing(request), new ChatOutcome.Invalid(
                $"The conversation has reached its bound of {full.Limit} {full.Bound}. Start a new one.", "conversation", "conversation_full")),
            _ => (Nothing(request), Missing(request.Place!)),
        };
    }

    /// <summary>Begins the turn once those that came before have ended. Where it still waits at the end, it has given its place up.</summary>
    private async Task<TurnStart> BeginInTurn(IConversationGrain grain, TurnRequest turn, CancellationToken cancellation)
    {
        var since = clock.GetTimestamp();
        var start = await insist.On(() => grain.Begin(turn));
        while (start is TurnStart.Waiting)
        {
            if (cancellation.IsCancellationRequested || clock.GetElapsedTime(since) >= options.Value.LongestWait)
            {
                await insist.On(() => grain.Abandon(turn.Request));
                return start;
            }

            try
            {
                await insist.On(() => grain.Called(turn.Request)).WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                continue;
            }

            start = await insist.On(() => grain.Begin(turn));
        }

        return start;
    }

    /// <summary>A conversation of the request's own. Its id is the request's, so that a repeated attempt finds the same one.</summary>
    private async Task<(Turn, ChatOutcome?)> BeginFresh(ChatRequest request, NewConversation conversation, CancellationToken cancellation)
    {
        var id = new ConversationId(request.Id.Value);
        var start = await insist.On(() => Grain(request.Tenant, id).Create(conversation));
        return start is ConversationStart.Created
            ? await BeginAt(request, id, null, keep: true, cancellation)
            : (Nothing(request), Missing(request.Place!));
    }

    private IConversationGrain Grain(TenantId tenant, ConversationId conversation) =>
        grains.GetGrain<IConversationGrain>(ConversationKey.Of(tenant, conversation));

    private static Turn Nothing(ChatRequest request) => new(request.Prompt, null, null);

    /// <summary>The turn with a summary in place of what no longer fits.</summary>
    public static Turn WithSummary(ChatRequest request, Turn turn, Message summary) =>
        new(WithHistory(request, [summary, .. turn.History]), turn.Grain, turn.Response) { Window = WindowSteps.With(summary, turn.Window), History = turn.History };

    /// <summary>The turn where no summary could be had: with what it was to stand for, where that still fits, else without.</summary>
    public static Turn WithoutSummary(ChatRequest request, Turn turn) => turn.FitsFrom is { } from
        ? new(WithHistory(request, [.. turn.ToSummarise, .. turn.History]), turn.Grain, turn.Response) { Window = turn.Window with { From = from } }
        : turn;

    private static Turn Begun(ChatRequest request, TurnStart.Started started, WindowAsked? asked, IConversationGrain grain, ResponseId? response)
    {
        ImmutableArray<Message> history = started.Summary is { } summary ? [summary, .. started.History] : started.History;
        return new Turn(WithHistory(request, history), grain, response)
        {
            Window = WindowSteps.Sent(started, asked),
            ToSummarise = started.ToSummarise,
            FitsFrom = started.FitsFrom,
            History = started.History,
        };
    }

    private static Prompt WithHistory(ChatRequest request, ImmutableArray<Message> history)
    {
        if (history.IsEmpty && request.Instructions.IsEmpty) return request.Prompt;
        return request.Prompt with { Messages = [.. request.Instructions, .. history, .. request.Prompt.Messages] };
    }

    private static ChatOutcome.Invalid Locked() => new ChatOutcome.Invalid(
        "Another process is currently operating on this conversation. Please retry in a few seconds.", "conversation", "conversation_locked");

    private static ChatOutcome.Invalid Missing(TurnPlace place) => place switch
    {
        TurnPlace.After { Response: var response } => new ChatOutcome.Invalid(
            $"Previous response with id '{response}' not found.", "previous_response_id", "previous_response_not_found"),
        TurnPlace.End { Conversation: var conversation } => new ChatOutcome.Invalid(
            $"Conversation with id '{conversation}' not found.", "conversation", "conversation_not_found", 404),
        _ => throw new InvalidOperationException("A fresh conversation cannot be missing."),
    };
}

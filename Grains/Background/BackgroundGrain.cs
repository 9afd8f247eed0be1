using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Requests;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Storage;

namespace Orchestrator.Background;

/// <summary>
/// Keeps one background answer: its chunks as they come, durable before they are shown, and how it ended. It does not make the answer, so it
/// may move; the silo that does is named in its record, and when that has died or is silent the answer is lost.
/// </summary>
[Reentrant, PreferLocalPlacement, GrainType("background"), CollectionAgeLimit(Minutes = 2)]
internal sealed partial class BackgroundGrain(
    IGrainContext context,
    BackgroundStore store,
    BackgroundRuns runs,
    ISiloStatusOracle silos,
    IOptions<BackgroundOptions> options,
    TimeProvider clock,
    ILogger<BackgroundGrain> logger) : Grain, IBackgroundGrain, IRemindable
{
    private const string Sweep = "sweep";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromSeconds(2);

    private readonly AnswerLog _log = new();
    private BackgroundAnswer? _answer;
    private BackgroundEnd? _end;
    private long _heardAt = clock.GetTimestamp();
    private Task _write = Task.CompletedTask;
    private TaskCompletionSource _news = NewSource();

    private TenantId Tenant => BackgroundKey.Parse(context.GrainId.Key.ToString()!).Tenant;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _answer = await store.ReadAnswer(context.GrainId);
        if (_answer is null) return;
        foreach (var segment in await store.ReadSegments(context.GrainId, 0)) _log.Restore(segment);
        _end = await store.ReadEnd(context.GrainId);
        if (_end is null) DelayDeactivation(TimeSpan.FromHours(1));
    }

    public async Task Open(BackgroundAnswer answer)
    {
        if (_answer is not null) return;
        // Before the record, so that no record is ever without somebody who removes it.
        await this.RegisterOrUpdateReminder(Sweep, options.Value.Keep, options.Value.Keep);
        await Guarded(() => store.WriteAnswer(context.GrainId, answer));
        _answer = answer;
        DelayDeactivation(TimeSpan.FromHours(1));
    }

    public async Task<bool> Append(ChunkBatch batch)
    {
        _heardAt = clock.GetTimestamp();
        if (_answer is null || _end is not null) return false;
        _log.Add(batch);
        if (_log.Bytes > options.Value.MaxBytes)
        {
            await Finish(new BackgroundEnd(BackgroundEnding.TooLarge, clock.GetUtcNow()));
            return false;
        }

        while (_log.WrittenBatches <= batch.Number && _log.NextBatch > batch.Number)
        {
            if (_write.IsCompleted) _write = WriteSegment();
            await _write;
        }

        return _end is null;
    }

    public Task<bool> Beat()
    {
        _heardAt = clock.GetTimestamp();
        return Task.FromResult(_answer is not null && _end is null);
    }

    public async Task End(BackgroundEnd end)
    {
        if (_answer is null) return;
        await Finish(end);
    }

    public async Task<BackgroundPart?> Read(int from, bool wait)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        await EndIfLost();
        if (wait && _answer is not null && _end is null && from >= _log.Written) await NewsOrPatience();
        if (_answer is null)
        {
            // An id that names nothing costs no memory, however many of them are asked for.
            DeactivateOnIdle();
            return null;
        }

        var chunks = _log.Slice(from);
        return new BackgroundPart(_answer, chunks, from + chunks.Length >= _log.Written ? _end : null);
    }

    public async Task<BackgroundVerdict> Cancel()
    {
        await EndIfLost();
        if (_answer is null) return BackgroundVerdict.Missing;
        if (_end is null)
        {
            // Who gives the turn up first decides: either it was kept before, and the answer is complete, or it never will be.
            await Conversation.Abandon(_answer.Request);
            await FinishBy(new BackgroundEnd(BackgroundEnding.Cancelled, clock.GetUtcNow()));
            runs.Cancel(_answer.Response);
        }

        return _end!.Ending is BackgroundEnding.Cancelled ? BackgroundVerdict.Done : BackgroundVerdict.Ended;
    }

    public async Task<BackgroundVerdict> Delete()
    {
        await EndIfLost();
        if (_answer is null) return BackgroundVerdict.Missing;
        if (_end is null) return BackgroundVerdict.Running;
        await Remove();
        return BackgroundVerdict.Done;
    }

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await EndIfLost();
        if (_answer is not null && _end is null) return;
        var keep = _end?.Ending is BackgroundEnding.Ended && _end.Outcome is ChatOutcome.Completed ? options.Value.Keep : options.Value.KeepFailed;
        if (_answer is null || clock.GetUtcNow() - _end!.At >= keep) await Remove();
    }

    private IConversationGrain Conversation =>
        GrainFactory.GetGrain<IConversationGrain>(ConversationKey.Of(Tenant, _answer!.Response.Conversation));

    private async Task EndIfLost()
    {
        if (_answer is not { } answer || _end is not null) return;
        if (!silos.IsDeadSilo(answer.Runner) && clock.GetElapsedTime(_heardAt) < s_patience) return;
        LogLost(answer.Response, answer.Runner);
        await Conversation.Abandon(answer.Request);
        await FinishBy(new BackgroundEnd(BackgroundEnding.Lost, clock.GetUtcNow()));
    }

    /// <summary>Ends the answer so, unless its conversation has kept it: then it is complete, whatever became of who made it.</summary>
    private async Task FinishBy(BackgroundEnd end)
    {
        if (await KeptTurn() is not { Output: { } output } turn)
        {
            await Finish(end);
            return;
        }

        while (!_write.IsCompleted) await _write;
        if (_end is null && MissingTail.Of(_log.Kept, output) is { } tail)
        {
            _log.Complete(tail);
            await (_write = WriteSegment());
        }

        await Finish(Completed(turn));
    }

    /// <summary>The turn as the conversation has it; null where it has no such answer.</summary>
    private async Task<Turn?> KeptTurn() =>
        await Conversation.Turns(_answer!.Response.Turn, 1) is [{ Response: { } response } turn] && response == _answer.Response ? turn : null;

    private static BackgroundEnd Completed(Turn turn) => new(BackgroundEnding.Ended, turn.At, new ChatOutcome.Completed(
        new Completion { FinishReason = turn.FinishReason ?? "stop", Usage = turn.Usage, Message = turn.Output }, turn.Response) { At = turn.At });

    private async Task Finish(BackgroundEnd end)
    {
        while (!_write.IsCompleted) await _write;
        if (_end is not null) return;
        await Guarded(() => store.WriteEnd(context.GrainId, end));
        _end ??= end;
        DelayDeactivation(TimeSpan.Zero);
        TellNews();
    }

    private async Task WriteSegment()
    {
        await Task.Delay(options.Value.WriteEvery, clock);
        if (_end is not null) return;
        var segment = _log.Unwritten();
        await Guarded(() => store.WriteSegment(context.GrainId, _log.Segments, segment));
        _log.MarkWritten(segment);
        TellNews();
    }

    /// <summary>Where a write fails nobody knows what the store holds: the next activation reads it.</summary>
    private async Task Guarded(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task Remove()
    {
        await Guarded(() => store.Remove(context.GrainId, _log.Segments));
        _answer = null;
        if (await this.GetReminder(Sweep) is { } reminder) await this.UnregisterReminder(reminder);
        TellNews();
        DeactivateOnIdle();
    }

    private async Task NewsOrPatience()
    {
        try
        {
            await _news.Task.WaitAsync(s_longestPoll, clock);
        }
        catch (TimeoutException)
        {
            await EndIfLost();
        }
    }

    private void TellNews()
    {
        _news.SetResult();
        _news = NewSource();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(LogLevel.Warning, "Background answer {Response} is lost: {Runner} does not make it any more")]
    private partial void LogLost(ResponseId response, SiloAddress runner);
}

namespace Orchestrator.Upstreams;

/// <summary>
/// A call that is made once more where its first content is slow. The run that has content first is read, the other is aborted at once. Both are paid: what the aborted one
/// cost is its prompt, which is the same, and nothing of an answer.
/// </summary>
/// <param name="first">The call as it is made first, under the token of <paramref name="abortFirst"/>.</param>
/// <param name="begin">Runs a call up to its first content, or to its end.</param>
internal sealed class Hedge(CallRun first, CancellationTokenSource abortFirst, TimeSpan after, Func<CallRun, CancellationToken, Task<CallStep>> begin, TimeProvider clock, CancellationToken client) : IDisposable
{
    private readonly CancellationTokenSource _abortSecond = CancellationTokenSource.CreateLinkedTokenSource(client);
    private CallRun? _winner;

    /// <summary>Whether another run was aborted after it had been sent.</summary>
    public bool PaidTwice { get; private set; }

    /// <summary>What happened in the run that is not read; null where there was one alone.</summary>
    public CallStory? Aside { get; private set; }

    /// <summary>The run whose answer is read, or whose failure is told.</summary>
    public CallRun Winner => _winner ?? first;

    public async Task<CallStep> Begin()
    {
        var one = begin(first, abortFirst.Token);
        if (await EndsEarly(one)) return await one;

        var second = first.Hedge(_abortSecond.Token);
        var two = begin(second, _abortSecond.Token);
        var isSecond = await Task.WhenAny(one, two) == two;
        // One that failed before it had content leaves the other to be waited for.
        if ((await (isSecond ? two : one)).Attempt is null) isSecond = !isSecond;
        await (isSecond ? two : one);

        if (isSecond && (await two).Attempt is null) isSecond = false;
        _winner = isSecond ? second : first;
        await Abort(isSecond ? abortFirst : _abortSecond, isSecond ? one : two, isSecond ? first : second);
        return await (isSecond ? two : one);
    }

    public void Dispose() => _abortSecond.Dispose();

    private async Task<bool> EndsEarly(Task<CallStep> one)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(client);
        var patience = Task.Delay(after, clock, enough.Token);
        var early = await Task.WhenAny(one, patience) == one || client.IsCancellationRequested;
        await enough.CancelAsync();
        return early;
    }

    private async Task Abort(CancellationTokenSource abort, Task<CallStep> step, CallRun loser)
    {
        var ran = !step.IsCompleted;
        await abort.CancelAsync();
        try
        {
            (await step).Attempt?.Dispose();
        }
        catch (OperationCanceledException)
        {
            // It still waited to be made.
        }

        // One that failed by itself had produced nothing, and is not charged, as ever.
        PaidTwice = ran && loser.At is not null;
        Aside = loser.Story;
    }
}

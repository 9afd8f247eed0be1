namespace Orchestrator.Conversations;

/// <summary>
/// Requests that wait for their turn in one conversation, in the order in which they came. Who is not heard of for a while has left. It is
/// forgotten with the activation: whoever waits asks again, and joins the line of the next one.
/// </summary>
/// <param name="most">Most that may wait, 0 or more.</param>
internal sealed class WaitingLine(int most, TimeProvider clock)
{
    /// <summary>How long a request may be silent; those that wait ask every <see cref="LongestPoll"/>.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>How long one question waits for its answer.</summary>
    public static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(2);

    private readonly List<(RequestId Request, long HeardAt)> _waiting = [];
    private TaskCompletionSource _moved = NewSource();

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Whether nobody who came earlier waits.</summary>
    public bool IsNext(RequestId request)
    {
        _waiting.RemoveAll(other => clock.GetElapsedTime(other.HeardAt) > Patience);
        return _waiting.Count == 0 || _waiting[0].Request == request;
    }

    /// <summary>Joins at the end, or is heard of again. False where no more may wait.</summary>
    public bool Join(RequestId request)
    {
        var place = _waiting.FindIndex(other => other.Request == request);
        if (place < 0 && _waiting.Count >= most) return false;
        if (place < 0) _waiting.Add((request, clock.GetTimestamp()));
        else _waiting[place] = (request, clock.GetTimestamp());
        return true;
    }

    public void Leave(RequestId request)
    {
        if (_waiting.RemoveAll(other => other.Request == request) > 0) Move();
    }

    /// <summary>Something changed: whoever waits may look whether it is their turn.</summary>
    public void Move()
    {
        _moved.SetResult();
        _moved = NewSource();
    }

    /// <summary>Waits until something changes, or for a while.</summary>
    public async Task Wait()
    {
        try
        {
            await _moved.Task.WaitAsync(LongestPoll, clock);
        }
        catch (TimeoutException)
        {
            // The question is asked again.
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

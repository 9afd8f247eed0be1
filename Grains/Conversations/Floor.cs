namespace Orchestrator.Conversations;

/// <summary>Who has the floor: which request, if any, may say the next turn. At most one holds it at a time.</summary>
internal sealed class Floor
{
    // Before the first grant an earlier activation's grant may still be running: until then whoever brings the next turn is believed.
    private bool _mayHaveForgotten = true;

    /// <summary>The turn that runs; null while the floor is free.</summary>
    public RunningTurn? Running { get; private set; }

    public void Grant(RunningTurn turn)
    {
        Running = turn;
        _mayHaveForgotten = false;
    }

    /// <summary>Nobody holds it any more, and nothing was said.</summary>
    public void Release() => Running = null;

    /// <summary>The next turn was kept: whatever ran before is over, here and in any earlier activation.</summary>
    public void MoveOn()
    {
        Running = null;
        _mayHaveForgotten = false;
    }

    public bool Admits(RequestId request) => Running is null ? _mayHaveForgotten : Running.Request == request;
}

/// <summary>The turn that a request holds, where it runs, and until when it is waited for.</summary>
internal sealed record RunningTurn(RequestId Request, int Number, SiloAddress Runner, DateTimeOffset Until, TurnStart.Started Start);

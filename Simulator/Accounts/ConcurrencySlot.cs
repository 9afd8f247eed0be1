namespace Orchestrator.Simulator;

/// <summary>One request's place in its account's count. Leaving twice counts once.</summary>
internal sealed class ConcurrencySlot(ConcurrencyGate gate, string account) : IDisposable
{
    private int _left;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
            gate.Leave(account);
    }
}

namespace Orchestrator.Simulator;

/// <summary>Counts the requests of each account that are under way and refuses those above its ceiling.</summary>
public sealed class ConcurrencyGate
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _running = [];
    private readonly Dictionary<string, int> _ceilings = [];
    private readonly int _initial;
    private int _common;
    private int _total;
    private int _peak;

    public ConcurrencyGate(SimulatorOptions options) => _initial = _common = options.ConcurrencyPerAccount;

    /// <summary>Requests under way, of all accounts.</summary>
    public int Running => Volatile.Read(ref _total);

    /// <summary>Most requests that were ever under way together.</summary>
    public int Peak => Volatile.Read(ref _peak);

    /// <summary>Sets the ceiling of one account (its key or its name), or of all when none is named; zero is no ceiling.</summary>
    public void Limit(int ceiling, string? account = null)
    {
        lock (_lock)
        {
            if (account is null)
                _common = ceiling;
            else
                _ceilings[AccountName.Of(account)] = ceiling;
        }
    }

    /// <summary>Returns to the ceiling of the options.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _common = _initial;
            _ceilings.Clear();
        }
    }

    /// <summary>Forgets the peak, so that a new measurement starts from what is running now.</summary>
    public void ForgetPeak()
    {
        lock (_lock)
            _peak = _total;
    }

    internal ConcurrencyCeilings Ceilings()
    {
        lock (_lock)
            return new ConcurrencyCeilings(_common, new Dictionary<string, int>(_ceilings));
    }

    internal ConcurrencyEntry Enter(string account)
    {
        lock (_lock)
        {
            var running = _running.GetValueOrDefault(account) + 1;
            var ceiling = _ceilings.GetValueOrDefault(account, _common);
            if (ceiling > 0 && running > ceiling)
                return new ConcurrencyEntry.Refused(running, ceiling);

            _running[account] = running;
            _peak = Math.Max(_peak, ++_total);
            return new ConcurrencyEntry.Entered(new ConcurrencySlot(this, account));
        }
    }

    internal void Leave(string account)
    {
        lock (_lock)
        {
            _total--;
            if (--_running[account] == 0)
                _running.Remove(account);
        }
    }
}

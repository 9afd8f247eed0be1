namespace Orchestrator.Upstreams;

/// <summary>Who may call an upstream now. The queue and the count are kept by the room in front.</summary>
internal interface IAdmission
{
    /// <summary>
    /// Waits for a place among the calls that the upstream is given at once, in fair order, and for no longer than what is left of the entrant's time: then it is refused.
    /// A place is given back by disposing of it.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller stopped waiting.</exception>
    ValueTask<Admission> Enter(string upstream, Entrant entrant, CancellationToken cancellation);
}

/// <summary>One call that asks for a place.</summary>
/// <param name="Weight">The share of the tenant among tenants that wait; 1 is usual.</param>
/// <param name="Priority">Within the tenant, higher goes first; 0 is usual.</param>
/// <param name="Tokens">What it is estimated to use: prompt and answer.</param>
/// <param name="Bytes">What its prompt holds in memory while it waits.</param>
/// <param name="Left">How long its answer is still of use; a call whose turn cannot come by then is refused at once.</param>
internal readonly record struct Entrant(TenantId Tenant, double Weight, int Priority, long Tokens, long Bytes, TimeSpan Left);

/// <summary>What became of the wish to call.</summary>
internal abstract record Admission
{
    private Admission() { }

    internal sealed record Admitted(IPlace Place) : Admission;

    /// <summary>Too many wait already, or it would wait for too long.</summary>
    internal sealed record Refused(string Reason, TimeSpan RetryAfter) : Admission;
}

/// <summary>A place among the calls that run. Whoever holds it tells what the upstream is like; disposing of it lets the next one in.</summary>
internal interface IPlace : IDisposable
{
    /// <summary>The first content has come, so long after the call was sent.</summary>
    void FirstToken(TimeSpan elapsed);

    /// <summary>The upstream refused for its load (429); <paramref name="ceiling"/> is the number that it named.</summary>
    void Limited(int? ceiling);

    /// <summary>The call ended whole, having used so many tokens.</summary>
    void Completed(long tokens);

    /// <summary>The call failed for reasons that say nothing of load: nothing is learnt from it.</summary>
    void Failed();
}

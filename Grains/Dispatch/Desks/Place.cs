using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>A place at an upstream, until it is given back. What the call used is told once; the first word counts.</summary>
internal sealed class Place(UpstreamDesk desk, Ticket<Waiter> ticket, long since) : IPlace
{
    private long _tokens = ticket.Entrant.Tokens;
    private int _isEnded;
    private int _isGivenBack;

    public void FirstToken(TimeSpan elapsed) => desk.HearFirstToken(elapsed);

    /// <summary>A call that was refused has used nothing.</summary>
    public void Limited(int? ceiling)
    {
        if (End(0)) desk.HearRefusal(ceiling);
    }

    public void Completed(long tokens) => End(tokens);

    /// <summary>It is not known what it used; the estimate stands.</summary>
    public void Failed() => End(_tokens);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isGivenBack, 1) == 0) desk.GiveBack(ticket, Volatile.Read(ref _tokens), since);
    }

    private bool End(long tokens)
    {
        if (Interlocked.Exchange(ref _isEnded, 1) != 0) return false;
        Volatile.Write(ref _tokens, tokens);
        return true;
    }
}

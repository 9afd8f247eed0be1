using System.IO.Pipelines;

namespace Orchestrator.Simulator;

/// <summary>One request under way: its connection, its journal entry, its behaviour and its place in the account's count.</summary>
internal sealed record Exchange(HttpContext Context, JournalEntry Entry, TimeProvider Clock, Pace Pace, TimeSpan KeepAlive)
{
    public Behaviour Behaviour => Pace.Behaviour;

    public HttpResponse Response => Context.Response;

    public PipeWriter Output => Context.Response.BodyWriter;

    public CancellationToken Aborted => Context.RequestAborted;

    public ConcurrencySlot? Slot { get; init; }

    public async ValueTask Flush()
    {
        await Output.FlushAsync(Aborted);
        Aborted.ThrowIfCancellationRequested();
    }

    /// <summary>Sends the last bytes. The place is given up first, so that a client that has read them is not counted against itself.</summary>
    public async ValueTask FlushLast()
    {
        Slot?.Dispose();
        await Flush();
    }

    /// <summary>Closes the connection as asked; what was written before still arrives.</summary>
    public async Task<JournalState> Cut()
    {
        Slot?.Dispose();
        if (Response.HasStarted || Output.UnflushedBytes > 0)
            await Output.FlushAsync(Aborted);
        Entry.End(JournalState.Cut, Clock.GetUtcNow());
        Context.Abort();
        return JournalState.Cut;
    }

    public async Task<JournalState> Refuse(ApiError error, string? retryAfter = null)
    {
        Entry.Status = Response.StatusCode = error.Status;
        Response.ContentType = "application/json";
        if (retryAfter is not null)
            Response.Headers.RetryAfter = retryAfter;

        ReplyJson.WriteError(Output, error);
        Response.ContentLength = Output.UnflushedBytes;
        await FlushLast();
        return JournalState.Refused;
    }
}

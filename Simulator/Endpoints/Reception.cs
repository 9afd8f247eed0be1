namespace Orchestrator.Simulator;

/// <summary>Receives a request, writes it into the journal, has it served, and writes down how it ended.</summary>
internal sealed class Reception(Desk desk, AccountBook accounts, Journal journal, Totals totals, TimeProvider clock)
{
    private const int SmallBody = 64 * 1024;

    private static readonly string[] KeptHeaders = ["traceparent", "idempotency-key", "x-request-id", "user-agent", Desk.BehaviourHeader];

    public async Task Receive(HttpContext context, Door door)
    {
        var arrivedAt = clock.GetUtcNow();
        var bytes = await ReadBody(context);
        var malformed = RequestReader.TryRead(bytes.Span, out var body);
        var entry = Write(context, arrivedAt, bytes, body);
        context.Response.Headers["x-request-id"] = $"simulated-{entry.Number}";

        await Conclude(context, entry, () => desk.Serve(context, entry, body, door, malformed));
    }

    /// <summary>Receives a request that asks nothing of a model.</summary>
    public async Task ReceiveSmall(HttpContext context, Func<HttpContext, Task> answer)
    {
        var entry = Write(context, clock.GetUtcNow(), default, new CompletionBody());
        await Conclude(context, entry, async () =>
        {
            var key = AccountBook.KeyOf(context.Request);
            if (!accounts.Admits(key))
                return await new Exchange(context, entry, clock, new Pace(Behaviour.Honest, seed: 0), TimeSpan.Zero).Refuse(ApiError.BadKey(key));

            entry.Status = StatusCodes.Status200OK;
            await answer(context);
            return JournalState.Completed;
        });
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBody(HttpContext context)
    {
        var buffer = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 0, SmallBody));
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private JournalEntry Write(HttpContext context, DateTimeOffset arrivedAt, ReadOnlyMemory<byte> bytes, CompletionBody body)
    {
        totals.Called();
        var account = accounts.NameOf(AccountBook.KeyOf(context.Request));
        var headers = KeptHeaders
            .Where(context.Request.Headers.ContainsKey)
            .ToDictionary(name => name, name => context.Request.Headers[name].ToString());
        return journal.Write(number => new JournalArrival(
            number, arrivedAt, context.Request.Path, account, body.UserId, body.Model, body.Stream is true, headers, bytes));
    }

    private async Task Conclude(HttpContext context, JournalEntry entry, Func<Task<JournalState>> serve)
    {
        await using var watch = context.RequestAborted.UnsafeRegister(_ => entry.Disconnect(clock.GetUtcNow()), null);
        var ending = JournalState.Refused;
        try
        {
            ending = await serve();
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: there is nobody to tell, whatever failed.
            ending = JournalState.Aborted;
        }
        finally
        {
            entry.End(ending, clock.GetUtcNow());
            totals.Ended(entry);
        }
    }
}

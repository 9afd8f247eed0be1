using System.Buffers;

namespace Orchestrator.Simulator;

/// <summary>Sends a reply as one object, after all the time that its tokens take, and with its faults.</summary>
internal sealed class PlainReply(Exchange exchange, WireForm form, Answer answer)
{
    private static readonly byte[] BlankLine = "\n"u8.ToArray();

    private readonly Heartbeat _heartbeat = new(exchange, BlankLine);

    private Behaviour Behaviour => exchange.Behaviour;

    /// <remarks>1. The wait, with blank lines when it is long. 2. The body. 3. A fault, or all of the body.</remarks>
    public async Task<JournalState> Send()
    {
        exchange.Response.ContentType = "application/json";
        exchange.Entry.Status = StatusCodes.Status200OK;
        await _heartbeat.Until(TimeToAnswer());

        var body = new ArrayBufferWriter<byte>();
        if (Behaviour.ErrorAfter is not null)
            ReplyJson.WriteError(body, ApiError.OfStatus(Behaviour.Status ?? StatusCodes.Status500InternalServerError, key: null));
        else
            form.Whole(body);

        if (Behaviour is { CutAfter: null, CutInside: null, StallAfter: null })
            return await SendAll(body.WrittenMemory);

        await SendHalf(body.WrittenMemory);
        if (Behaviour.StallAfter is not null)
            await _heartbeat.Forever(Behaviour.StallAlive);
        return await exchange.Cut();
    }

    private TimeSpan TimeToAnswer()
    {
        var time = exchange.Pace.FirstToken;
        for (var token = 1; exchange.Pace.IsPaced && token < answer.Tokens; token++)
            time += exchange.Pace.NextToken;
        return time;
    }

    private async Task<JournalState> SendAll(ReadOnlyMemory<byte> body)
    {
        if (Behaviour.GarbageAfter is not null)
            body = body[..(body.Length / 2)];
        if (!exchange.Response.HasStarted)
            exchange.Response.ContentLength = body.Length;

        exchange.Output.Write(body.Span);
        await exchange.FlushLast();
        return Behaviour.ErrorAfter is null ? JournalState.Completed : JournalState.Refused;
    }

    private async Task SendHalf(ReadOnlyMemory<byte> body)
    {
        if (!exchange.Response.HasStarted)
            exchange.Response.ContentLength = body.Length;
        exchange.Output.Write(body.Span[..(body.Length / 2)]);
        await exchange.Flush();
        _heartbeat.Wrote();
    }
}

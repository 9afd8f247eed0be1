using System.Buffers;
using System.Text;

namespace Orchestrator.Simulator;

/// <summary>Sends a reply as a stream of frames, at its pace and with its faults.</summary>
internal sealed class StreamReply(Exchange exchange, WireForm form, Answer answer, int? cutAfter)
{
    private const int PiecesPerFlush = 64;

    private static readonly byte[] KeepAlive = ": keep-alive\n\n"u8.ToArray();

    private readonly Heartbeat _heartbeat = new(exchange, KeepAlive);
    private int _sent;

    private Behaviour Behaviour => exchange.Behaviour;

    /// <remarks>1. Headers. 2. The wait for the first token. 3. Opening and tokens, each after its wait; a fault may end it here. 4. Finish. 5. Done.</remarks>
    public async Task<JournalState> Send()
    {
        exchange.Response.ContentType = "text/event-stream; charset=utf-8";
        exchange.Response.Headers.CacheControl = "no-cache";
        exchange.Entry.Status = StatusCodes.Status200OK;

        var due = exchange.Pace.FirstToken;
        if (due > TimeSpan.Zero)
            await exchange.Flush();
        await _heartbeat.Until(due);

        if (await Fault() is { } first)
            return first;
        form.Opening(exchange.Output);

        foreach (var piece in answer.Pieces())
        {
            if (_sent > 0 && exchange.Pace.IsPaced)
                await _heartbeat.Until(due += exchange.Pace.NextToken);
            if (await Fault() is { } fault)
                return fault;
            if (Behaviour.CutInside == _sent)
                return await CutInside(piece);
            await Send(piece);
        }

        if (await Fault() is { } last)
            return last;
        if (answer.FinishReason is not null)
            form.Finish(exchange.Output);
        if (!Behaviour.NoDone)
            exchange.Output.Write("data: [DONE]\n\n"u8);
        await exchange.FlushLast();
        return JournalState.Completed;
    }

    private async ValueTask Send(Piece piece)
    {
        if (Behaviour.GarbageAfter == _sent)
            exchange.Output.Write("data: {\"id\":\"garbage\",\"choices\":[{\"delta\":{\"content\":\n\n"u8);
        else
            form.Piece(exchange.Output, piece);

        _sent++;
        exchange.Entry.CountChunk();
        if (exchange.Pace.IsPaced || _sent % PiecesPerFlush == 0)
            await exchange.Flush();
        if (exchange.Pace.IsPaced)
            _heartbeat.Wrote();
    }

    /// <summary>What goes wrong at this place of the stream, if anything does; the answer is how the exchange ends.</summary>
    private async ValueTask<JournalState?> Fault()
    {
        if (cutAfter == _sent)
        {
            await exchange.Flush();
            return await exchange.Cut();
        }

        if (Behaviour.StallAfter == _sent)
        {
            await exchange.Flush();
            _heartbeat.Wrote();
            await _heartbeat.Forever(Behaviour.StallAlive);
        }

        return Behaviour.ErrorAfter == _sent ? await Error() : null;
    }

    private async Task<JournalState> Error()
    {
        exchange.Output.Write("data: "u8);
        ReplyJson.WriteError(exchange.Output, ApiError.OfStatus(Behaviour.Status ?? StatusCodes.Status500InternalServerError, key: null));
        exchange.Output.Write("\n\n"u8);
        await exchange.FlushLast();
        return JournalState.Refused;
    }

    /// <summary>Sends the frame of a token up to the middle of the token's own bytes.</summary>
    private async Task<JournalState> CutInside(Piece piece)
    {
        var frame = new ArrayBufferWriter<byte>();
        form.Piece(frame, piece);
        var text = Encoding.UTF8.GetBytes(piece.Text);
        var start = frame.WrittenSpan.LastIndexOf(text);
        exchange.Output.Write(frame.WrittenSpan[..(start < 0 ? frame.WrittenCount / 2 : start + (text.Length / 2))]);
        return await exchange.Cut();
    }
}

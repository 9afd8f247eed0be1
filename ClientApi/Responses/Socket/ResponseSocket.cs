using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Conversations;
using Orchestrator.Identity;
using Orchestrator.Outcomes;
using Orchestrator.Requests;

namespace Orchestrator.Responses;

/// <summary>
/// Responses on one socket, one after the other. Each message <c>response.create</c> is a request of its own; what is not stored can be gone
/// on from on the same socket only.
/// </summary>
internal sealed class ResponseSocket(ResponseWire wire, ResponseRequests requests, ResponseTeller teller, IOptions<RequestLimits> limits, IOptions<SocketOptions> options, IOptions<ResponsesOptions> responses, TimeProvider time)
{
    public async Task Accept(HttpContext context, Caller caller)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await new ApiError(StatusCodes.Status426UpgradeRequired, ApiError.InvalidRequest, "upgrade_required",
                "GET /v1/responses is for WebSockets; send a POST, or ask for an upgrade.").Write(context.Response);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var line = new SocketLine(socket, limits.Value.BodyBytes, options.Value.Waiting, options.Value.WriteTimeout, time);
        var listening = line.Listen(context.RequestAborted);
        try
        {
            await Converse(line, caller, new SocketMemory(limits.Value.BodyBytes), responses.Value.DialectOf(context));
        }
        catch (OperationCanceledException)
        {
            // The client has left. What it left running was cancelled with it.
        }

        socket.Dispose();
        await listening;
    }

    private async Task Converse(SocketLine line, Caller caller, SocketMemory memory, WireDialect dialect)
    {
        using var life = new CancellationTokenSource(options.Value.LongestLife, time);
        try
        {
            while (await line.Messages.WaitToReadAsync(life.Token))
            {
                if (!line.Messages.TryRead(out var message)) continue;
                if (await Answer(line, new SocketOutput(line, dialect), caller, message, memory) is { } error) await line.Send(SocketErrors.ToJson(error));
            }

            await line.Close(WebSocketCloseStatus.NormalClosure, "");
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested && !line.Gone.IsCancellationRequested)
        {
            await line.Send(SocketErrors.ToJson(SocketErrors.TooOld));
            await line.Close(WebSocketCloseStatus.PolicyViolation, "websocket_connection_limit_reached");
        }
    }

    /// <summary>Answers one message. An error is one that came before any event.</summary>
    private async Task<ApiError?> Answer(SocketLine line, SocketOutput output, Caller caller, ReadOnlyMemory<byte>? message, SocketMemory memory)
    {
        if (message is not { } text) return SocketErrors.NoText(limits.Value.BodyBytes);
        if (!wire.TryReadMessage(text, out var call, out var error) || (error = caller.Refuse(call.Prompt.Model)) is not null) return error;

        var previous = call.Place is TurnPlace.After after ? after.Response : (ResponseId?)null;
        var said = previous is { } named && memory.Holds(named) ? memory.Said : (ImmutableArray<Message>?)null;
        var request = requests.Of(caller with { Request = RequestId.Create() }, call);
        if (said is { } past) request = request with { Prompt = call.Prompt with { Messages = [.. past, .. call.Prompt.Messages] }, Place = call.Settings.Store ? new TurnPlace.Fresh() : null };

        var (end, response) = await teller.Tell(request, output, line.Gone);
        await output.Flush();
        if (end.Error is not null || response is null)
        {
            // Who goes on from it again gets the same error at once, and not a history that may be wrong.
            if (said is not null) memory.Forget();
            return response is null ? end.Error : null;
        }

        if (!call.Settings.Store && (previous is null || said is not null)) memory.Remember(response.Id, [.. request.Prompt.Messages, .. response.ToMessages()]);
        return null;
    }
}

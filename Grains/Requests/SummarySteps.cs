using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Dispatch;
using Orchestrator.Quota;
using Orchestrator.Telemetry;

namespace Orchestrator.Requests;

/// <summary>
/// Has the model write what stands for turns that no longer fit its window. It is asked behind the conversation as it was sent the last time, so
/// that the provider's cached prefix is read and not paid again, and it is paid by the tenant as any call is.
/// </summary>
internal sealed partial class SummarySteps(QuotaSteps quota, RequestWalks walks, IGrainFactory grains, IOptions<WindowOptions> options, ILogger<SummarySteps> logger)
{
    private const string Task =
        "The conversation above no longer fits and will go on without its beginning. Summarise it for the assistant that goes on with it: facts, names, numbers, "
        + "code, decisions, what was tried and how it ended, open questions, what the user wants. Write only the summary.";

    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Message s_task = Compose("user", Task);

    /// <summary>The summary; null where none could be had, and then the turns are left out without one.</summary>
    public async Task<Message?> Write(ChatRequest request, ConversationSteps.Turn turn, CancellationToken cancellation)
    {
        var prompt = new Prompt { Model = request.Prompt.Model, Messages = [.. request.Instructions, .. turn.ToSummarise, s_task], MaxTokens = options.Value.SummaryTokens };
        var call = request with { Id = RequestId.Create() };
        using var part = walks.Join(request.Id, call.Id);
        if (await quota.Reserve(call, prompt, cancellation) is not Reservation.Granted granted) return NotWritten(request, "quota");

        WorkOutcome? work = null;
        try
        {
            var order = new WorkOrder { Request = call.Id, Tenant = request.Tenant, Prompt = prompt, MaxTokens = granted.MaxTokens, Trace = request.Trace };
            work = await grains.GetGrain<IWorkerGrain>(Lanes.Next()).Run(order, null, cancellation);
        }
        finally
        {
            await quota.Settle(call, prompt, granted, work);
        }

        return work is WorkOutcome.Completed { Completion: var completion } && TextIn(completion) is { Length: > 0 } text
            ? Compose("system", $"Summary of the conversation before this point:\n{text}")
            : NotWritten(request, work.GetType().Name);
    }

    private Message? NotWritten(ChatRequest request, string why)
    {
        LogNotWritten(request.Id, why);
        return null;
    }

    private static string? TextIn(Completion completion)
    {
        using var chat = JsonDocument.Parse(completion.Body);
        var message = chat.RootElement.GetProperty("choices"u8)[0].GetProperty("message"u8);
        return message.TryGetProperty("content"u8, out var content) && content.ValueKind is JsonValueKind.String ? content.GetString() : null;
    }

    private static Message Compose(string role, string content)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, s_json))
        {
            json.WriteStartObject();
            json.WriteString("role"u8, role);
            json.WriteString("content"u8, content);
            json.WriteEndObject();
        }

        return new Message(role, buffer.WrittenSpan.ToArray());
    }

    [LoggerMessage(LogLevel.Warning, "No summary was written for {Request} ({Why}): its oldest turns are left out without one")]
    private partial void LogNotWritten(RequestId request, string why);
}

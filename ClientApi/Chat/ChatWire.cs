using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Models;
using Orchestrator.Outcomes;

namespace Orchestrator.Chat;

/// <summary>Reads a chat request: parsed once, checked, and passed on in the client's own bytes.</summary>
internal sealed class ChatWire(ModelCatalog models, IOptions<RequestLimits> limits)
{
    /// <param name="conversation">The conversation that the request's header names; null for none.</param>
    public bool TryRead(ReadOnlyMemory<byte> bytes, string? conversation, [NotNullWhen(true)] out ChatCall? call, [NotNullWhen(false)] out ApiError? error)
    {
        call = null;
        if (!JsonBody.TryParse(bytes, limits.Value.Depth, out var body, out error)) return false;
        using (body)
        {
            error = Read(body, conversation, out call);
            return error is null;
        }
    }

    private ApiError? Read(JsonBody body, string? conversation, out ChatCall? call)
    {
        call = null;
        var root = body.Root;
        if (models.Read(root, out var model) is { } modelError) return modelError;
        if (ReadMessages(body, out var messages) is { } messagesError) return messagesError;
        if (ReadStream(root, out var stream, out var includeUsage) is { } streamError) return streamError;
        if (ReadParameters(body, out var parameters, out var maxTokens) is { } parameterError) return parameterError;

        if (ChatMemory.Read(root, conversation, out var place) is { } placeError) return placeError;
        ImmutableArray<Message> instructions = [];
        if (place is not null) (instructions, messages) = ChatMemory.Part(messages);
        if (place is not null && messages.IsEmpty) return Invalid.Value("messages", "an array with a message that is not an instruction, where a conversation is gone on with");

        var prompt = new Prompt { Model = model, Messages = messages, Parameters = parameters, MaxTokens = maxTokens, Stream = stream };
        call = new ChatCall(prompt, includeUsage) { Place = place, Instructions = instructions, Priority = ServiceTier.PriorityIn(root) };
        return null;
    }

    private ApiError? ReadMessages(JsonBody body, out ImmutableArray<Message> messages)
    {
        messages = [];
        const string Expected = "an array of messages";
        if (!body.Root.TryGetProperty("messages"u8, out var array)) return Invalid.Missing("messages", Expected);
        if (array.ValueKind is not JsonValueKind.Array) return Invalid.Type("messages", Expected, array);
        var count = array.GetArrayLength();
        if (count == 0 || count > limits.Value.Messages)
            return Invalid.Value("messages", string.Create(CultureInfo.InvariantCulture, $"an array of 1 to {limits.Value.Messages} messages"));

        var read = new Message[count];
        var index = 0;
        foreach (var element in array.EnumerateArray())
        {
            if (MessageRules.Check(element, index, out var role) is { } error) return error;
            read[index++] = new Message(role, body.Slice(element));
        }
        messages = ImmutableCollectionsMarshal.AsImmutableArray(read);
        return null;
    }

    private static ApiError? ReadStream(JsonElement root, out bool stream, out bool includeUsage)
    {
        stream = includeUsage = false;
        if (root.TryGetProperty("stream"u8, out var streamElement) && streamElement.ValueKind is not JsonValueKind.Null)
        {
            if (Rules.Boolean(streamElement, "stream") is { } error) return error;
            stream = streamElement.GetBoolean();
        }
        if (!root.TryGetProperty("stream_options"u8, out var options) || options.ValueKind is JsonValueKind.Null) return null;
        if (options.ValueKind is not JsonValueKind.Object) return Invalid.Type("stream_options", "an object", options);
        if (!stream) return Invalid.Value("stream_options", "left out unless 'stream' is true");
        if (!options.TryGetProperty("include_usage"u8, out var include) || include.ValueKind is JsonValueKind.Null) return null;
        if (Rules.Boolean(include, "stream_options.include_usage") is { } includeError) return includeError;
        includeUsage = include.GetBoolean();
        return null;
    }

    private static ApiError? ReadParameters(JsonBody body, out ReadOnlyMemory<byte> parameters, out int? maxTokens)
    {
        parameters = default;
        maxTokens = null;
        ArrayBufferWriter<byte>? kept = null;
        foreach (var member in body.Root.EnumerateObject())
        {
            if (IsOurs(member)) continue;
            var name = member.Name;
            if (ChatRules.Check(name, member.Value) is { } error) return error;
            if (name is "max_tokens" or "max_completion_tokens")
            {
                // Providers heed one or the other. Where a client sends both, the larger is the most that may come back, and what each of them is told.
                if (member.Value.ValueKind is JsonValueKind.Number) maxTokens = Math.Max(maxTokens ?? 0, member.Value.GetInt32());
                continue;
            }
            kept ??= new ArrayBufferWriter<byte>(256);
            Append(kept, member);
        }
        if (kept is not null) parameters = kept.WrittenMemory;
        return null;
    }

    /// <summary>Members that are carried elsewhere or composed anew.</summary>
    private static bool IsOurs(JsonProperty member) =>
        member.NameEquals("messages"u8) || member.NameEquals("model"u8) || member.NameEquals("conversation"u8) || member.NameEquals("stream"u8) || member.NameEquals("stream_options"u8);

    private static void Append(ArrayBufferWriter<byte> kept, JsonProperty member)
    {
        if (kept.WrittenCount > 0) kept.Write(","u8);
        kept.Write("\""u8);
        kept.Write(JsonMarshal.GetRawUtf8PropertyName(member));
        kept.Write("\":"u8);
        kept.Write(JsonMarshal.GetRawUtf8Value(member.Value));
    }
}

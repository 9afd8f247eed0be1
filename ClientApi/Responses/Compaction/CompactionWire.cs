using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orchestrator.Bodies;
using Orchestrator.Conversations;
using Orchestrator.Items;
using Orchestrator.Models;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>Reads a request to compact what was said, and writes what came of it.</summary>
internal sealed class CompactionWire(ModelCatalog models, IOptions<RequestLimits> limits)
{
    public bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out CompactionCall? call, [NotNullWhen(false)] out ApiError? error)
    {
        call = null;
        if (!JsonBody.TryParse(bytes, limits.Value.Depth, out var body, out error)) return false;
        using (body)
        {
            error = Read(body.Root, out call);
            return error is null;
        }
    }

    public static void Write(Utf8JsonWriter json, ResponseId id, DateTimeOffset createdAt, IEnumerable<Message> said, string summary, TokenUsage? usage)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id.ToString());
        json.WriteString("object"u8, "response.compaction"u8);
        json.WriteNumber("created_at"u8, createdAt.ToUnixTimeSeconds());
        json.WriteStartArray("output"u8);
        var items = said.Where(message => message.Role is "user").SelectMany(MessageItems.Of).Append(new Item.Compaction(summary));
        foreach (var (index, item) in items.Index()) item.Write(json, ItemId.OfOutput(id, index).ToString(item), "completed");
        json.WriteEndArray();
        ResponseDocument.WriteUsage(json, usage);
        json.WriteEndObject();
    }

    private ApiError? Read(JsonElement root, out CompactionCall? call)
    {
        call = null;
        if (models.Read(root, out var model) is { } modelError) return modelError;
        if (ResponseRules.Check(root) is { } ruleError) return ruleError;
        var previous = (ResponseId?)null;
        if (root.TryGetProperty("previous_response_id"u8, out var name) && name.ValueKind is JsonValueKind.String)
        {
            if (!ResponseId.TryParse(name.GetString(), out var id)) return ConversationErrors.PreviousNotFound(name.GetString()!);
            previous = id;
        }

        ImmutableArray<Message> input = [];
        var hasInput = root.TryGetProperty("input"u8, out var element) && element.ValueKind is not JsonValueKind.Null;
        if (!hasInput && previous is null) return Invalid.Missing("input", "a string or an array of items, or 'previous_response_id'");
        if (hasInput && InputWire.Read(element, limits.Value.Messages, out input) is { } inputError) return inputError;
        var instructions = root.TryGetProperty("instructions"u8, out var text) ? text.GetString() : null;
        call = new CompactionCall(model, previous, input, instructions);
        return null;
    }
}

/// <summary>What is to be compacted: all that was said up to an answer, and what is given with it.</summary>
internal sealed record CompactionCall(ModelName Model, ResponseId? Previous, ImmutableArray<Message> Input, string? Instructions);

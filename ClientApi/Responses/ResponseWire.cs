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

/// <summary>Reads a request for a response, and says it as a chat.</summary>
internal sealed class ResponseWire(ModelCatalog models, IOptions<RequestLimits> limits)
{
    public bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ResponseCall? call, [NotNullWhen(false)] out ApiError? error)
    {
        call = null;
        if (!JsonBody.TryParse(bytes, limits.Value.Depth, out var body, out error)) return false;
        using (body)
        {
            error = Read(body.Root, out call);
            return error is null;
        }
    }

    /// <summary>Reads a request of which only the tokens are wanted: nothing of it is kept, and where it goes on from earlier words it may have none of its own.</summary>
    public bool TryReadToCount(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ResponseCall? call, [NotNullWhen(false)] out ApiError? error)
    {
        call = null;
        if (!JsonBody.TryParse(bytes, limits.Value.Depth, out var body, out error)) return false;
        using (body)
        {
            error = Read(body.Root, out call, mayBeSilent: true);
            if (error is not null) return false;
            call = call! with { Place = call.Place switch { TurnPlace.End end => end with { Keep = false }, TurnPlace.After after => after with { Keep = false }, _ => null } };
            return true;
        }
    }

    /// <summary>Reads a request that came as a message of a socket: always a stream, and never in the background.</summary>
    public bool TryReadMessage(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out ResponseCall? call, [NotNullWhen(false)] out ApiError? error)
    {
        call = null;
        if (!JsonBody.TryParse(bytes, limits.Value.Depth, out var body, out error)) return false;
        using (body)
        {
            error = CheckMessage(body.Root) ?? Read(body.Root, out call);
            if (error is not null) return false;
            call = call! with { Prompt = call.Prompt with { Stream = true } };
            return true;
        }
    }

    private static ApiError? CheckMessage(JsonElement root)
    {
        if (!root.TryGetProperty("type"u8, out var type) || type.ValueKind is not JsonValueKind.String || !type.ValueEquals("response.create"u8)) return SocketErrors.NoCreate;
        if (root.TryGetProperty("background"u8, out var background) && background.ValueKind is JsonValueKind.True) return Invalid.Unsupported("background", "is not supported on a socket: send a POST");
        return root.TryGetProperty("generate"u8, out var generate) && generate.ValueKind is JsonValueKind.False
            ? Invalid.Unsupported("generate", "is not supported: there is nothing to warm up")
            : null;
    }

    /// <param name="mayBeSilent">Whether it may say nothing new where it goes on from an earlier answer or a conversation.</param>
    private ApiError? Read(JsonElement root, out ResponseCall? call, bool mayBeSilent = false)
    {
        call = null;
        if (models.Read(root, out var model) is { } modelError) return modelError;
        if (ResponseRules.Check(root) is { } ruleError) return ruleError;
        ImmutableArray<Message> messages = [];
        var isSilent = mayBeSilent && Find(root, "input") is null && (Find(root, "previous_response_id") ?? Find(root, "conversation")) is not null;
        if (!isSilent && InputWire.Read(root, "input", limits.Value.Messages, out messages) is { } inputError) return inputError;
        if (ResponsePlace.Read(root, out var place, out var conversation) is { } placeError) return placeError;

        var schemas = models.TryFind(model.Value, out var known) ? known.JsonSchema : JsonSchemaMode.Prompted;
        var settings = SchemaFormat.Mark(ReadSettings(root, model, conversation), root, schemas);
        var prompt = new Prompt
        {
            Model = model,
            Messages = messages,
            Parameters = ResponseParameters.Compose(root, schemas),
            MaxTokens = settings.MaxOutputTokens,
            Stream = Flag(root, "stream") ?? false,
        };
        call = new ResponseCall
        {
            Prompt = prompt,
            Instructions = SchemaFormat.Instruct(settings.Instructions, root, schemas),
            Place = place,
            CompactAbove = ContextManagement.Read(root),
            Priority = ServiceTier.PriorityIn(root, settings.Background),
            Settings = settings,
        };
        return null;
    }

    private static ResponseSettings ReadSettings(JsonElement root, ModelName model, string? conversation)
    {
        var settings = new ResponseSettings
        {
            Model = model.Value,
            Instructions = Text(root, "instructions"),
            PreviousResponse = Text(root, "previous_response_id"),
            Conversation = conversation,
            Store = Flag(root, "store") ?? true,
            Background = Flag(root, "background") ?? false,
            MaxOutputTokens = Find(root, "max_output_tokens") is { } most ? most.GetInt32() : null,
            Temperature = Find(root, "temperature")?.GetDouble() ?? 1,
            TopP = Find(root, "top_p")?.GetDouble() ?? 1,
            ParallelToolCalls = Flag(root, "parallel_tool_calls") ?? true,
            ReasoningEffort = Find(root, "reasoning") is { } reasoning ? Text(reasoning, "effort") : null,
            Truncation = Text(root, "truncation") ?? "disabled",
            ServiceTier = Text(root, "service_tier") is "priority" or "flex" ? Text(root, "service_tier")! : "default",
            SafetyIdentifier = Text(root, "safety_identifier"),
            PromptCacheKey = Text(root, "prompt_cache_key"),
        };
        if (Find(root, "tools") is { } tools) settings = settings with { Tools = ResponseParameters.RepeatTools(tools) };
        if (Find(root, "tool_choice") is { } choice) settings = settings with { ToolChoice = ResponseParameters.Repeat(choice) };
        if (Find(root, "text") is { } text && Find(text, "format") is { } format) settings = settings with { TextFormat = ResponseParameters.Repeat(format) };
        if (Find(root, "metadata") is { } metadata) settings = settings with { Metadata = ResponseParameters.Repeat(metadata) };
        return settings;
    }

    private static JsonElement? Find(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement element, string member) => Find(element, member)?.GetString();

    private static bool? Flag(JsonElement element, string member) => Find(element, member)?.GetBoolean();
}

using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Bodies;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>Reads what the model is to be told: words of the user, or items.</summary>
internal static class InputWire
{
    private const string Expected = "a string or an array of items";

    public static ApiError? Read(JsonElement root, string member, int most, out ImmutableArray<Message> messages)
    {
        messages = [];
        return root.TryGetProperty(member, out var input) ? Read(input, most, out messages) : Invalid.Missing(member, Expected);
    }

    public static ApiError? Read(JsonElement input, int most, out ImmutableArray<Message> messages)
    {
        messages = [];
        switch (input.ValueKind)
        {
            case JsonValueKind.String:
                messages = [ChatMessages.Of("user", input.GetString()!)];
                return null;
            case JsonValueKind.Array when input.GetArrayLength() == 0:
                return Invalid.Value("input", "an array of at least one item");
            case JsonValueKind.Array:
                return ItemWire.Read(input, "input", most, out messages);
            default:
                return Invalid.Type("input", Expected, input);
        }
    }
}

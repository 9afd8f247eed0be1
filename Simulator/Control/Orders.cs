using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>Asks for a behaviour, as its compact text or as an object with the same keys.</summary>
internal sealed record BehaviourOrder(JsonElement Behaviour, string? Model, string? Account)
{
    public string Text => Behaviour.ValueKind == JsonValueKind.Object
        ? string.Join("; ", Behaviour.EnumerateObject().Select(property => $"{property.Name}={property.Value}"))
        : Behaviour.ToString();
}

/// <summary>Sets the ceiling of one account, or of all when none is named.</summary>
internal sealed record ConcurrencyOrder(int Limit, string? Account);

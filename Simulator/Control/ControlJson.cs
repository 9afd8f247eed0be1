using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Simulator;

/// <summary>How the control endpoints speak: camel case, states as words, nothing unknown.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BehaviourOrder))]
[JsonSerializable(typeof(ConcurrencyOrder))]
[JsonSerializable(typeof(IReadOnlyList<BehaviourRule>))]
[JsonSerializable(typeof(ConcurrencyCeilings))]
[JsonSerializable(typeof(IReadOnlyList<JournalEntry>))]
[JsonSerializable(typeof(Statistics))]
internal sealed partial class ControlJson : JsonSerializerContext;

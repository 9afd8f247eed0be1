using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Simulator;

/// <summary>How request bodies are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CompletionBody))]
internal sealed partial class RequestJson : JsonSerializerContext;

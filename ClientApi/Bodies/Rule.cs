using System.Text.Json;
using Orchestrator.Outcomes;

namespace Orchestrator.Bodies;

/// <summary>What one member of a request may hold: null where it holds to it, else what is wrong.</summary>
internal delegate ApiError? Rule(JsonElement value, string path);

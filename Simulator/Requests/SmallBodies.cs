using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>An object that only tells a type: <c>thinking</c>, <c>response_format</c>.</summary>
internal sealed record TypeBody(string? Type);

/// <summary>What a streaming client asks besides the stream.</summary>
internal sealed record StreamOptionsBody(bool? IncludeUsage);

/// <summary>A tool on offer.</summary>
internal sealed record ToolBody(string? Type, FunctionBody? Function);

/// <summary>The function of a tool, with the JSON schema of its arguments.</summary>
internal sealed record FunctionBody(string? Name, JsonElement? Parameters);

/// <summary>A call that an earlier assistant turn made.</summary>
internal sealed record ToolCallBody(string? Id, CalledFunctionBody? Function);

/// <summary>Name and arguments of a call.</summary>
internal sealed record CalledFunctionBody(string? Name, string? Arguments);

using System.Text.Json;

namespace Orchestrator.Schemas;

/// <summary>Holds an answer to the schema of its request. The settings that are kept with the answer are all it needs, so it says the same whenever it is asked.</summary>
internal static class OutputCheck
{
    /// <summary>
    /// The member of the settings that says that the upstream was only told of the schema, so that we look ourselves. It is no part of the wire:
    /// the settings are shown without it.
    /// </summary>
    public const string Marker = "schema_checked";

    /// <summary>What is wrong with the text; null where it holds, or was not to be looked at.</summary>
    /// <param name="settings">What the response repeats of its request, one JSON object; empty where nothing was kept.</param>
    public static SchemaVerdict? Validate(ReadOnlyMemory<byte> settings, string outputText)
    {
        if (settings.Span.IndexOf("\"schema_checked\":true"u8) < 0) return null;
        using var members = JsonDocument.Parse(settings);
        if (!members.RootElement.TryGetProperty(Marker, out _)) return null;
        var schema = members.RootElement.GetProperty("text"u8).GetProperty("format"u8).GetProperty("schema"u8);
        if (!SchemaReader.TryRead(schema, out var compiled, out var problem))
            throw new InvalidOperationException($"A schema that was taken with its request is refused with its answer: {problem}");
        return compiled.Check(outputText);
    }
}

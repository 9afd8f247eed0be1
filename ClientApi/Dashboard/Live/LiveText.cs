using System.Text;
using System.Text.Json;

namespace Orchestrator.Dashboard;

/// <summary>The text of an answer, put together from its chunks as they come.</summary>
internal sealed class LiveText
{
    // Beyond this only the end is shown: a page is no archive.
    private const int Most = 64 * 1024;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thought = new();

    public string Text => _text.ToString();

    public string Thought => _thought.ToString();

    public int Chunks { get; private set; }

    public void Add(ReadOnlyMemory<byte> chunk)
    {
        Chunks++;
        using var json = JsonDocument.Parse(chunk);
        if (!json.RootElement.TryGetProperty("choices"u8, out var choices) || choices.ValueKind is not JsonValueKind.Array) return;
        foreach (var choice in choices.EnumerateArray())
        {
            if (!choice.TryGetProperty("delta"u8, out var delta) || delta.ValueKind is not JsonValueKind.Object) continue;
            Append(_text, delta, "content");
            Append(_thought, delta, "reasoning_content");
        }
    }

    private static void Append(StringBuilder text, JsonElement delta, string member)
    {
        if (!delta.TryGetProperty(member, out var value) || value.ValueKind is not JsonValueKind.String) return;
        text.Append(value.GetString());
        if (text.Length > Most) text.Remove(0, text.Length - Most);
    }
}

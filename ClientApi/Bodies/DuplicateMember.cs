using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Bodies;

/// <summary>Finds which member an object names twice. Run only over bodies that were already refused, so that the client hears where to look.</summary>
internal static class DuplicateMember
{
    public static bool TryFind(ReadOnlySpan<byte> json, int depth, [NotNullWhen(true)] out string? path)
    {
        path = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = depth });
        var open = new Stack<Level>();
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        var level = open.Peek();
                        level.Step = reader.GetString()!;
                        if (level.Seen!.Add(level.Step)) break;
                        path = PathOf(open);
                        return true;
                    case JsonTokenType.StartObject:
                        Count(open);
                        open.Push(new Level { Seen = new HashSet<string>(StringComparer.Ordinal) });
                        break;
                    case JsonTokenType.StartArray:
                        Count(open);
                        open.Push(new Level());
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        break;
                    default:
                        Count(open);
                        break;
                }
            }
        }
        catch (JsonException)
        {
            // The body breaks before it names anything twice.
        }
        return false;
    }

    private static void Count(Stack<Level> open)
    {
        if (open.TryPeek(out var level) && level.Seen is null) level.Index++;
    }

    private static string PathOf(Stack<Level> open) =>
        string.Concat(open.Reverse().Select(level => level.Seen is null ? string.Create(CultureInfo.InvariantCulture, $"[{level.Index}]") : "." + level.Step)).TrimStart('.');

    /// <summary>An object with its member names so far, or an array with its count.</summary>
    private sealed class Level
    {
        public HashSet<string>? Seen { get; init; }

        public string Step { get; set; } = "";

        public int Index { get; set; } = -1;
    }
}

using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>Reads the plain part of YAML that docker-compose.yml is written in: mappings, lists of values, [flow, lists], anchors and merges.</summary>
internal sealed partial class Yaml
{
    private readonly List<(int Indent, string Text)> _lines;
    private readonly Dictionary<string, object> _anchors = [];
    private int _next;

    private Yaml(string text) => _lines =
        [.. text.Split('\n').Select(line => CommentPattern().Replace(line, "").TrimEnd()).Where(line => line.Trim().Length > 0).Select(line => (line.Length - line.TrimStart().Length, line.Trim()))];

    /// <summary>A mapping is a dictionary, a list a list of strings, everything else a string.</summary>
    public static Dictionary<string, object> Read(string text) => new Yaml(text).Mapping(0);

    private Dictionary<string, object> Mapping(int indent)
    {
        var mapping = new Dictionary<string, object>();
        while (_next < _lines.Count && _lines[_next].Indent == indent && EntryPattern().Match(_lines[_next].Text) is { Success: true } entry)
        {
            _next++;
            var (key, text) = (Plain(entry.Groups[1].Value), entry.Groups[2].Value);
            var value = Value(text, indent);
            if (key != "<<") mapping[key] = value;
            else foreach (var (name, inherited) in (Dictionary<string, object>)value) mapping.TryAdd(name, inherited);
        }
        if (_next < _lines.Count && _lines[_next].Indent > indent) throw new FormatException($"Not understood: {_lines[_next].Text}");
        return mapping;
    }

    private object Value(string text, int indent)
    {
        if (text.StartsWith('*')) return _anchors[text[1..]];
        if (text.StartsWith('[')) return text.Trim('[', ']').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Plain).ToList();
        if (text.Length > 0 && text[0] != '&') return Plain(text);

        object value = _next < _lines.Count && _lines[_next].Indent > indent
            ? _lines[_next].Text.StartsWith("- ", StringComparison.Ordinal) ? Items(_lines[_next].Indent) : Mapping(_lines[_next].Indent)
            : "";
        if (text.Length > 0) _anchors[text[1..]] = value;
        return value;
    }

    // A mapping in a list is kept as its lines in one.
    private List<string> Items(int indent)
    {
        var items = new List<string>();
        while (_next < _lines.Count && _lines[_next].Indent >= indent)
        {
            var (deeper, text) = (_lines[_next].Indent > indent, _lines[_next].Text);
            if (deeper) items[^1] += $", {text}";
            else items.Add(Plain(text[2..].Trim()));
            _next++;
        }
        return items;
    }

    private static string Plain(string text) => text.Trim('"', '\'');

    [GeneratedRegex("(^|\\s)#.*$")]
    private static partial Regex CommentPattern();

    [GeneratedRegex("""^("[^"]+"|[^\s:]+):(?:\s+(.*))?$""")]
    private static partial Regex EntryPattern();
}

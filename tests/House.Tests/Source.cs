using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>One C# file: its text, and its code, which is the text without comments and without what strings say.</summary>
internal sealed partial record Source(string Path, string Text, string Code)
{
    public string Project => Path.Split('/')[0];

    /// <summary>The first folder below the project; empty for files at its root.</summary>
    public string Folder => Path.Split('/') is [_, var folder, _, ..] ? folder : "";

    public string Namespace => NamespacePattern().Match(Code).Groups[1].Value;

    public IEnumerable<string> Types => TypePattern().Matches(Code).Select(match => match.Groups[1].Value).Distinct();

    public static Source Of(string path)
    {
        var text = Repository.Read(path);
        return new Source(path, text, NoCodePattern().Replace(text, match => match.Value[0] == '/' ? " " : "\"\""));
    }

    public static IReadOnlyList<Source> In(string folder) => [.. Repository.Files(folder, "*.cs").Select(Of)];

    public bool Says(string pattern) => Regex.IsMatch(Code, pattern, RegexOptions.CultureInvariant);

    [GeneratedRegex(@"^\s*namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespacePattern();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?|delegate\s+[\w<>\[\]?.]+)\s+([A-Z]\w*)")]
    private static partial Regex TypePattern();

    // Comments, raw strings, verbatim strings, strings, characters.
    [GeneratedRegex("""//[^\n]*|/\*[\s\S]*?\*/|("{3,})[\s\S]*?\1|@\$?"(?:[^"]|"")*"|\$@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.[^']*|[^'\\\n])'""")]
    private static partial Regex NoCodePattern();
}

using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>Finds out whether a program reads an environment variable, from what its source says.</summary>
internal static class Settings
{
    /// <summary>Read by the framework, whatever the program says.</summary>
    private static readonly string[] s_framework = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME"];

    /// <summary>Sections whose children have names of the operator's choice.</summary>
    private static readonly string[] s_named = ["Upstreams", "Models", "Plans", "Tenants", "Keys"];

    /// <summary>The sources of a program and of the projects it refers to.</summary>
    public static IReadOnlyList<Source> SourcesOf(string project) => [.. Project.Closure(project).SelectMany(Source.In)];

    public static bool AreReadFrom(string variable, IReadOnlyList<Source> sources)
    {
        if (s_framework.Contains(variable)) return true;
        var path = variable.Split("__");
        return path is [var name] ? ReadsPlain(name, sources) : ReadsSection(path, sources);
    }

    // "NAME", or "${NAME}" in a default, or the prefix "PREFIX_" and "NAME" apart.
    private static bool ReadsPlain(string name, IReadOnlyList<Source> sources) =>
        Any(sources, $"\"{name}\"") || Any(sources, $"${{{name}}}")
        || Enumerable.Range(1, name.Length - 2).Any(end => name[end] == '_' && Any(sources, $"\"{name[..(end + 1)]}\"") && Any(sources, $"\"{name[(end + 1)..]}\""));

    // "Section:Key", or the section's name and a member or an indexer of the key's name.
    private static bool ReadsSection(string[] path, IReadOnlyList<Source> sources)
    {
        if (Any(sources, $"\"{string.Join(':', path)}\"")) return true;
        var known = path.Where((_, index) => index == 0 || !s_named.Contains(path[index - 1])).ToArray();
        var (section, key) = (known[0], known[^1]);
        return (sources.Any(source => Regex.IsMatch(source.Text, $"\"{section}(:[A-Za-z:]*)?\"")) || HasMember(sources, section))
            && (Any(sources, $"\"{key}\"") || Any(sources, $":{key}\"") || HasMember(sources, key));
    }

    private static bool HasMember(IReadOnlyList<Source> sources, string name) => sources.Any(source => source.Says($@"\b{name}\s*\{{\s*(get|init|set)\b"));

    private static bool Any(IReadOnlyList<Source> sources, string text) => sources.Any(source => source.Text.Contains(text, StringComparison.Ordinal));
}

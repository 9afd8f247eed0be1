using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>The Dockerfile of one program as the tests look at it.</summary>
internal sealed partial record Dockerfile(string Program, string Text)
{
    public static Dockerfile Of(string program) => new(program, ContinuationPattern().Replace(Repository.Read($"{program}/Dockerfile"), " "));

    public IReadOnlyList<string> Images => [.. Instructions("FROM").Select(line => line.Split(' ')[0])];

    public IReadOnlyList<int> Exposed => [.. Instructions("EXPOSE").SelectMany(line => line.Split(' ')).Select(port => int.Parse(port, CultureInfo.InvariantCulture))];

    public IReadOnlyDictionary<string, string> Environment =>
        Instructions("ENV").SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim('"'));

    /// <summary>The port it serves HTTP on, taken from the address it is configured with.</summary>
    public int HttpPort => Environment.Values.Select(value => UrlPattern().Match(value)).Where(match => match.Success).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).Single();

    /// <summary>What follows that instruction, in the last stage or in all.</summary>
    public IReadOnlyList<string> Instructions(string name) =>
        [.. Text.Split('\n').Where(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Select(line => line[(name.Length + 1)..].Trim())];

    [GeneratedRegex(@"\\\r?\n\s*")]
    private static partial Regex ContinuationPattern();

    [GeneratedRegex(@"^http://(?:\+|0\.0\.0\.0):(\d+)$")]
    private static partial Regex UrlPattern();
}

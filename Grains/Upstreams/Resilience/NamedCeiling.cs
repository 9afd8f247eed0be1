using System.Globalization;
using System.Text.RegularExpressions;

namespace Orchestrator.Upstreams;

/// <summary>Reads the number of calls at once that a provider names when it refuses for load: "… exceeds your concurrency limit of 25 …".</summary>
internal static partial class NamedCeiling
{
    public static int? In(string message) =>
        Sentence().Match(message) is { Success: true } match && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    [GeneratedRegex("concurrency limit of ([0-9]{1,9})", RegexOptions.IgnoreCase)]
    private static partial Regex Sentence();
}

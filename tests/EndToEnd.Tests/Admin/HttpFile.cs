using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Orchestrator.Tests.Admin;

/// <summary>A file of requests as editors run it: variables, requests between lines of <c>###</c>, and members of earlier answers by name.</summary>
internal sealed partial class HttpFile
{
    private readonly Dictionary<string, string> _variables = [];
    private readonly Dictionary<string, JsonElement> _answers = [];
    private readonly string[] _sections;

    /// <param name="variables">Values that take the place of the file's own.</param>
    public HttpFile(string text, IReadOnlyDictionary<string, string> variables)
    {
        _sections = Regex.Split(text.ReplaceLineEndings("\n"), "^###", RegexOptions.Multiline);
        foreach (Match variable in VariablePattern().Matches(_sections[0])) _variables[variable.Groups[1].Value] = variable.Groups[2].Value.Trim();
        foreach (var name in variables.Keys.Except(_variables.Keys)) throw new ArgumentException($"The file has no variable '{name}'.", nameof(variables));
        foreach (var (name, value) in variables) _variables[name] = value;
    }

    public int Requests => _sections.Length - 1;

    /// <summary>Sends them one after the other, and says of each that did not end as it expects what it did.</summary>
    public async Task<List<string>> Run(HttpClient http)
    {
        var surprises = new List<string>();
        foreach (var section in _sections[1..])
        {
            var lines = section.Split('\n');
            var title = lines[0].Trim();
            var expected = lines.Select(line => ExpectationPattern().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value
                ?? throw new FormatException($"'{title}' does not say what it expects.");
            using var request = Request(lines[1..]);
            using var answer = await http.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            if (((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture) != expected) surprises.Add($"{title}: expected {expected}, got {(int)answer.StatusCode} {body}");
            var name = lines.Select(line => NamePattern().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;
            if (name is not null && answer.IsSuccessStatusCode) _answers[name] = JsonDocument.Parse(body).RootElement.Clone();
        }

        return surprises;
    }

    private HttpRequestMessage Request(string[] lines)
    {
        var said = lines.SkipWhile(line => line.StartsWith('#') || line.Length == 0).ToList();
        var head = said.TakeWhile(line => line.Length > 0).Select(Fill).ToList();
        var body = Fill(string.Join('\n', said.Skip(head.Count)).Trim());
        var request = new HttpRequestMessage(new HttpMethod(head[0].Split(' ')[0]), head[0].Split(' ', 2)[1]);
        var headers = head[1..].Select(line => line.Split(": ", 2)).ToDictionary(parts => parts[0], parts => parts[1]);
        if (headers.Remove("Content-Type", out var type)) request.Content = new StringContent(body, Encoding.UTF8, type);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) throw new FormatException($"'{name}' is no header of a request.");
        }

        return request;
    }

    private string Fill(string text) => PlacePattern().Replace(text, place => place.Groups[1].Value.Split(".response.body.$.") switch
    {
        [var variable] => _variables[variable],
        [var name, var path] => Member(_answers[name], path),
        _ => throw new FormatException($"'{place.Value}' is neither a variable nor a member of an answer."),
    });

    private static string Member(JsonElement answer, string path)
    {
        foreach (Match step in StepPattern().Matches(path))
            answer = step.Groups[2].Success ? answer[int.Parse(step.Groups[2].Value, CultureInfo.InvariantCulture)] : answer.GetProperty(step.Groups[1].Value);
        return answer.ToString();
    }

    [GeneratedRegex(@"^@(\w+) *= *(.+)$", RegexOptions.Multiline)]
    private static partial Regex VariablePattern();

    [GeneratedRegex(@"^# expects: (\d{3})$")]
    private static partial Regex ExpectationPattern();

    [GeneratedRegex(@"^# @name (\w+)$")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\{\{([^{}]+)\}\}")]
    private static partial Regex PlacePattern();

    [GeneratedRegex(@"(\w+)|\[(\d+)\]")]
    private static partial Regex StepPattern();
}

using System.Text;
using System.Text.Json.Nodes;

namespace Orchestrator.Simulator.Tests;

/// <summary>A stream as a client sees it: its frames, its comments, and how it ended.</summary>
internal sealed record StreamedReply(
    IReadOnlyList<string> Frames, IReadOnlyList<string> Comments, bool Done, bool Broken, string Raw)
{
    public IReadOnlyList<JsonNode> Chunks => [.. Frames.Select(frame => JsonNode.Parse(frame)!)];

    public IReadOnlyList<string> ContentTokens => [.. Deltas("content").Where(text => text.Length > 0)];

    public IReadOnlyList<string> ReasoningTokens => [.. Deltas("reasoning_content").Where(text => text.Length > 0)];

    public string Text => string.Concat(ContentTokens);

    public string? FinishReason => Chunks[^1]["choices"]![0]!["finish_reason"]?.GetValue<string>();

    public static async Task<StreamedReply> Read(HttpResponseMessage response)
    {
        var bytes = new MemoryStream();
        var broken = false;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.CopyToAsync(bytes);
        }
        catch (Exception cut) when (cut is IOException or HttpRequestException)
        {
            broken = true;
        }

        var raw = Encoding.UTF8.GetString(bytes.ToArray());
        var lines = raw.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var data = lines.Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line[6..]).ToList();
        return new StreamedReply(
            [.. data.Where(frame => frame != "[DONE]")],
            [.. lines.Where(line => line.StartsWith(':'))],
            data.LastOrDefault() == "[DONE]",
            broken,
            raw);
    }

    private IEnumerable<string> Deltas(string field) => Chunks
        .Select(chunk => chunk["choices"]![0]!["delta"]?[field]?.GetValue<string>())
        .OfType<string>();
}

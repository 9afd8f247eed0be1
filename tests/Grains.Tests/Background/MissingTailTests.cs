using System.Text;
using System.Text.Json;
using CsCheck;
using Xunit;

namespace Orchestrator.Background;

public sealed class MissingTailTests
{
    private static readonly string[] s_chunks =
    [
        Delta("""{"role":"assistant","reasoning_content":""}"""),
        Delta("""{"reasoning_content":"I th"}"""),
        Delta("""{"reasoning_content":"ink \"so\""}"""),
        Delta("""{"content":"Good "}"""),
        Delta("""{"content":"däy 🌊"}"""),
        Delta("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"first","arguments":""}}]}"""),
        Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}"""),
        Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}"""),
        Delta("""{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"second","arguments":"{}"}}]}"""),
    ];

    private const string Whole = """
        {"role":"assistant","content":"Good däy 🌊","reasoning_content":"I think \"so\"","tool_calls":[
        {"id":"call_1","type":"function","function":{"name":"first","arguments":"{\"a\":1}"}},
        {"id":"call_2","type":"function","function":{"name":"second","arguments":"{}"}}]}
        """;

    [Fact]
    public void An_answer_cut_after_any_chunk_is_completed_by_one_more() => Gen.Int[0, s_chunks.Length].Sample(kept =>
    {
        var chunks = s_chunks.Take(kept).Select(Bytes).ToList();
        if (MissingTail.Of(chunks, new Message("assistant", Bytes(Whole))) is { } tail) chunks.Add(tail);
        else Assert.Equal(s_chunks.Length, kept);

        Assert.Equal(Told(s_chunks.Select(Bytes)), Told(chunks));
    });

    [Fact]
    public void A_refusal_is_completed_too()
    {
        var tail = MissingTail.Of([Bytes(Delta("""{"refusal":"I can"}"""))], new Message("assistant", Bytes("""{"role":"assistant","content":null,"refusal":"I cannot"}""")));

        Assert.Equal("not", JsonDocument.Parse(tail!.Value).RootElement.GetProperty("choices")[0].GetProperty("delta").GetProperty("refusal").GetString());
    }

    /// <summary>What all chunks say together: reasoning, content, and each call's id, name and arguments.</summary>
    private static string Told(IEnumerable<ReadOnlyMemory<byte>> chunks)
    {
        var (reasoning, content, calls) = (new StringBuilder(), new StringBuilder(), new SortedDictionary<int, string>());
        foreach (var chunk in chunks)
        {
            var delta = JsonDocument.Parse(chunk).RootElement.GetProperty("choices")[0].GetProperty("delta");
            if (delta.TryGetProperty("reasoning_content", out var thought)) reasoning.Append(thought.GetString());
            if (delta.TryGetProperty("content", out var text)) content.Append(text.GetString());
            if (!delta.TryGetProperty("tool_calls", out var list)) continue;
            foreach (var call in list.EnumerateArray())
            {
                var function = call.GetProperty("function");
                var start = call.TryGetProperty("id", out var id) ? $"{id.GetString()} {function.GetProperty("name").GetString()} " : "";
                calls[call.GetProperty("index").GetInt32()] = calls.GetValueOrDefault(call.GetProperty("index").GetInt32(), "") + start + function.GetProperty("arguments").GetString();
            }
        }

        return $"{reasoning}|{content}|{string.Join(";", calls.Values)}";
    }

    private static string Delta(string delta) => $$"""{"choices":[{"index":0,"delta":{{delta}}}]}""";

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}

using System.Text;
using System.Text.Json;
using CsCheck;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class AnswerReaderTests
{
    [Fact]
    public void A_plain_body_tells_its_finish_its_usage_and_where_its_message_stands()
    {
        var body = """{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"Hé","extra":{"a":[1]}},"logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10,"prompt_cache_hit_tokens":4,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}"""u8.ToArray();
        var facts = new AnswerFacts();

        Assert.True(AnswerReader.TryRead(body, ref facts));

        Assert.Equal("length", facts.FinishReason);
        Assert.Equal(new TokenUsage(7, 3, 4, 2), facts.Usage);
        Assert.Equal("""{"role":"assistant","content":"Hé","extra":{"a":[1]}}""", Encoding.UTF8.GetString(body[facts.Message!.Value]));
    }

    [Fact]
    public void Chunks_add_up_to_the_message_that_was_streamed()
    {
        string[] chunks =
        [
            """{"choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":""},"finish_reason":null}],"usage":null}""",
            """{"choices":[{"index":0,"delta":{"reasoning_content":"hm "}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"a\"b"}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":""}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\":1}"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"content":""},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""",
        ];
        var facts = new AnswerFacts();
        var message = new AssistantMessage();

        foreach (var chunk in chunks) Assert.True(AnswerReader.TryRead(Encoding.UTF8.GetBytes(chunk), ref facts, message));

        Assert.Equal("tool_calls", facts.FinishReason);
        Assert.Equal(new TokenUsage(1, 2), facts.Usage);
        Assert.Equal(
            """{"role":"assistant","content":"a\"b","reasoning_content":"hm ","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]}""",
            Encoding.UTF8.GetString(message.Build().Json.Span));
    }

    [Theory]
    [InlineData("""{"refusal":"I "}""", """{"role":"assistant","content":null,"refusal":"I won't"}""")]
    [InlineData("""{"content":"Well.","refusal":"I "}""", """{"role":"assistant","content":"Well.","refusal":"I won't"}""")]
    public void A_streamed_refusal_is_kept_and_counts_as_content(string first, string kept)
    {
        var facts = new AnswerFacts();
        var message = new AssistantMessage();

        Assert.True(AnswerReader.TryRead(Encoding.UTF8.GetBytes($$"""{"choices":[{"index":0,"delta":{{first}}}]}"""), ref facts, message));
        Assert.True(facts.ContentBytes > 0);
        Assert.True(AnswerReader.TryRead("""{"choices":[{"index":0,"delta":{"refusal":"won't"},"finish_reason":"stop"}]}"""u8, ref facts, message));

        Assert.Equal(kept, Encoding.UTF8.GetString(message.Build().Json.Span));
    }

    [Fact]
    public void A_refusal_that_is_null_is_none()
    {
        var facts = new AnswerFacts();
        var message = new AssistantMessage();

        Assert.True(AnswerReader.TryRead("""{"choices":[{"index":0,"delta":{"content":"a","refusal":null}}]}"""u8, ref facts, message));

        Assert.Equal("""{"role":"assistant","content":"a"}""", Encoding.UTF8.GetString(message.Build().Json.Span));
    }

    [Fact]
    public void An_error_object_inside_a_chunk_is_a_failure()
    {
        var facts = new AnswerFacts();

        Assert.True(AnswerReader.TryRead("""{"error":{"message":"no","type":"rate_limit_error","param":null,"code":"c"}}"""u8, ref facts));

        Assert.Equal((UpstreamFailureKind.Limited, "no", "c"), (facts.Error!.Kind, facts.Error.Message, facts.Error.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"cut")]
    [InlineData("{} {}")]
    [InlineData("<html>")]
    [InlineData("{\"choices\":[{\"delta\":{\"content\":\"\\ud800\"}}]}")]
    public void What_is_not_one_json_object_is_refused(string text)
    {
        var facts = new AnswerFacts();
        Assert.False(AnswerReader.TryRead(Encoding.UTF8.GetBytes(text), ref facts, new AssistantMessage()));
    }

    [Fact]
    public void No_json_of_any_shape_makes_it_throw_or_lose_its_place()
    {
        var names = Gen.OneOf("choices", "delta", "message", "content", "reasoning_content", "tool_calls", "function", "arguments", "index", "id", "usage", "prompt_tokens", "finish_reason", "x");
        var leaves = Gen.OneOf("null", "1", "-1.5", "\"s\"", "true", "[]", "{}");
        var values = Gen.Recursive<string>((depth, inner) => depth > 5
            ? leaves
            : Gen.OneOf(
                leaves,
                Gen.Select(names, inner).Array[0, 4].Select(members => "{" + string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}")) + "}"),
                inner.Array[0, 3].Select(items => "[" + string.Join(',', items) + "]")));

        values.Sample(json =>
        {
            var facts = new AnswerFacts();
            var read = AnswerReader.TryRead(Encoding.UTF8.GetBytes($"{{\"choices\":[{json}],\"usage\":{json}}}"), ref facts, new AssistantMessage());
            using var document = JsonDocument.Parse(json);
            return read || json.Contains("index", StringComparison.Ordinal) || json.Contains("id", StringComparison.Ordinal) || json.Contains("\"tool_calls\"", StringComparison.Ordinal);
        });
    }
}

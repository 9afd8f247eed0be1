using System.Text;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class ChunkSpliceTests
{
    private static readonly ChunkSplice s_splice = new(Encoding.UTF8.GetBytes("""{"id":"first","created":1,"model":"m"}"""));

    [Theory]
    [InlineData("""{"id":"x","created": 22,"model":"n","choices":[{"delta":{"content":"a\u00e9 "},"x":1.50}]}""", """{"id":"first","created": 1,"model":"m","choices":[{"delta":{"content":"a\u00e9 "},"x":1.50}]}""")]
    [InlineData("""{"choices":[{"delta":{"role":"assistant", "content":"a"}}]}""", """{"choices":[{"delta":{ "content":"a"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"a" , "role":"assistant"}}]}""", """{"choices":[{"delta":{"content":"a" }}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":"a","role":"x","role":"y"}}]}""", """{"choices":[{"delta":{"content":"a"}}]}""")]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}""", """{"choices":[{"delta":{"content":""},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"more":4,"completion_tokens_details":{"reasoning_tokens":0}}}""", """{"choices":[],"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18,"more":4,"completion_tokens_details":{"reasoning_tokens":1}}}""")]
    public void A_chunk_belongs_to_the_first_stream_and_its_other_bytes_stay(string chunk, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(s_splice.Rewrite(Encoding.UTF8.GetBytes(chunk), new TokenUsage(10, 5, 0, 1))!.Value.Span));

    [Theory]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":null,"reasoning_content":""},"finish_reason":null}],"usage":null}""")]
    [InlineData("""{"choices":[]}""")]
    public void A_chunk_that_only_opens_a_stream_is_left_out(string chunk) =>
        Assert.Null(s_splice.Rewrite(Encoding.UTF8.GetBytes(chunk), default));
}

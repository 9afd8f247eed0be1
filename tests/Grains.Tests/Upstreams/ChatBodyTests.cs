using System.Text;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class ChatBodyTests
{
    [Fact]
    public void Messages_and_parameters_are_sent_byte_for_byte()
    {
        var prompt = new Prompt
        {
            Model = new ModelName("ours"),
            Messages = [new Message("user", "{ \"role\":\"user\", \"content\":\"\\u00e9 é\" }"u8.ToArray()), new Message("tool", "{\"role\":\"tool\"}"u8.ToArray())],
            Parameters = "\"temperature\": 0.10,\"unknown\":{\"a\":[1, 2]}"u8.ToArray(),
        };

        var body = Encoding.UTF8.GetString(ChatBody.Compose(new UpstreamCall(prompt, "their\"s", KeepMessage: false), "max_tokens"));

        Assert.Equal(
            """{"model":"their\u0022s","messages":[{ "role":"user", "content":"\u00e9 é" },{"role":"tool"}],"temperature": 0.10,"unknown":{"a":[1, 2]}}""",
            body);
    }

    [Fact]
    public void A_stream_always_asks_for_its_usage()
    {
        var prompt = new Prompt { Model = new ModelName("m"), Messages = [new Message("user", "{}"u8.ToArray())], Stream = true };

        Assert.Equal("""{"model":"m","messages":[{}],"stream":true,"stream_options":{"include_usage":true}}""", Composed(prompt, ours: null));
    }

    [Theory]
    [InlineData(null, 7, "max_tokens", ",\"max_tokens\":7")]
    [InlineData(5, null, "max_tokens", ",\"max_tokens\":5")]
    [InlineData(5, 7, "max_tokens", ",\"max_tokens\":5")]
    [InlineData(int.MaxValue, null, "max_completion_tokens", ",\"max_completion_tokens\":2147483647")]
    [InlineData(null, null, "max_tokens", "")]
    public void The_most_that_may_come_back_is_the_clients_word_else_ours_by_the_name_that_the_upstream_heeds(int? clients, int? ours, string name, string member)
    {
        var prompt = new Prompt { Model = new ModelName("m"), Messages = [new Message("user", "{}"u8.ToArray())], MaxTokens = clients, Parameters = "\"seed\":1"u8.ToArray() };

        Assert.Equal($$"""{"model":"m","messages":[{}]{{member}},"seed":1}""", Composed(prompt, ours, name));
    }

    private static string Composed(Prompt prompt, int? ours, string name = "max_tokens") =>
        Encoding.UTF8.GetString(ChatBody.Compose(new UpstreamCall(prompt, "m", KeepMessage: false, ours), name));
}

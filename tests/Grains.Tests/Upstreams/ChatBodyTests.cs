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

        var body = Encoding.UTF8.GetString(ChatBody.Compose(prompt, "their\"s"));

        Assert.Equal(
            """{"model":"their\u0022s","messages":[{ "role":"user", "content":"\u00e9 é" },{"role":"tool"}],"temperature": 0.10,"unknown":{"a":[1, 2]}}""",
            body);
    }

    [Fact]
    public void A_stream_always_asks_for_its_usage()
    {
        var prompt = new Prompt { Model = new ModelName("m"), Messages = [new Message("user", "{}"u8.ToArray())], Stream = true };

        Assert.Equal("""{"model":"m","messages":[{}],"stream":true,"stream_options":{"include_usage":true}}""", Encoding.UTF8.GetString(ChatBody.Compose(prompt, "m")));
    }
}

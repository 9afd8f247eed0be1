using System.Text.Json.Nodes;
using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class PlainReplyTests
{
    [Fact]
    public async Task An_answer_names_what_was_asked_and_how_many_messages_were_read()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Ask(Chat("", Instruction("Be brief."), User("Why is the sky blue?")));

        var content = reply["choices"]![0]!["message"]!["content"]!.GetValue<string>();
        Assert.Contains("Why is the sky blue?", content);
        Assert.Contains("2 messages", content);
        Assert.Equal("chat.completion", reply["object"]!.GetValue<string>());
        Assert.Equal("stop", reply["choices"]![0]!["finish_reason"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/chat/completions")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/beta/chat/completions")]
    [InlineData("/v1/beta/chat/completions")]
    public async Task Every_path_gives_the_same_answer(string path)
    {
        await using var simulator = await RunningSimulator.Start();
        var expected = await simulator.Ask(Chat("", User("same")));

        var reply = await simulator.Ask(Chat("", User("same")), path: path);

        Assert.Equal(Content(expected), Content(reply));
    }

    [Fact]
    public async Task A_streamed_answer_says_the_same_as_a_plain_one()
    {
        await using var simulator = await RunningSimulator.Start();

        var plain = await simulator.Ask(Chat("", User("漢字?")), "tokens=300");
        var streamed = await simulator.Stream(Chat("\"stream\":true", User("漢字?")), "tokens=300");

        Assert.Equal(Content(plain), streamed.Text);
        Assert.Equal(300, streamed.ContentTokens.Count);
        Assert.Contains("🚀", streamed.Text);
    }

    [Fact]
    public async Task Another_question_gets_another_answer()
    {
        await using var simulator = await RunningSimulator.Start();

        var one = await simulator.Ask(Chat("", User("one")), "tokens=60");
        var two = await simulator.Ask(Chat("", User("two")), "tokens=60");

        Assert.NotEqual(Content(one)[^40..], Content(two)[^40..]);
    }

    [Fact]
    public async Task The_token_limit_ends_an_answer_with_length()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Ask(Chat("\"max_tokens\":5", User("limit")));

        Assert.Equal("length", reply["choices"]![0]!["finish_reason"]!.GetValue<string>());
        Assert.Equal(5, reply["usage"]!["completion_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_stop_sequence_ends_an_answer_before_it()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Ask(Chat("\"stop\":\" I have\"", User("halt")));

        Assert.Equal("You asked: «halt»", Content(reply));
    }

    [Fact]
    public async Task Thinking_is_on_unless_it_is_switched_off()
    {
        await using var simulator = await RunningSimulator.Start();

        var thinking = await simulator.Ask(ThinkingChat("", User("think")));
        var effortless = await simulator.Ask(ThinkingChat("\"reasoning_effort\":\"none\"", User("think")));

        Assert.NotEmpty(thinking["choices"]![0]!["message"]!["reasoning_content"]!.GetValue<string>());
        Assert.InRange(thinking["usage"]!["completion_tokens_details"]!["reasoning_tokens"]!.GetValue<int>(), 8, 16);
        Assert.Null(effortless["choices"]![0]!["message"]!["reasoning_content"]);
    }

    [Fact]
    public async Task Json_mode_answers_with_one_object()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Ask(Chat("\"response_format\":{\"type\":\"json_object\"}", User("in \"json\" please")), "tokens=200");

        var content = JsonNode.Parse(Content(reply))!.AsObject();
        Assert.Contains("in \"json\" please", content["answer"]!.GetValue<string>());
        Assert.Equal(200, reply["usage"]!["completion_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_begun_answer_is_continued_where_it_was_left()
    {
        await using var simulator = await RunningSimulator.Start();
        var whole = Content(await simulator.Ask(Chat("", User("tell"))));
        var begun = whole[..23];

        var body = JsonNode.Parse(Chat("", User("tell"), Assistant(begun)))!;
        body["messages"]![1]!["prefix"] = true;
        var rest = await simulator.Ask(body.ToJsonString(), path: "/beta/chat/completions");

        Assert.Equal(whole, begun + Content(rest));
        Assert.Equal(400, (await simulator.Refusal(body.ToJsonString())).Status);
    }

    [Fact]
    public async Task A_gap_is_filled_by_a_text_completion()
    {
        await using var simulator = await RunningSimulator.Start();

        var plain = await simulator.Ask("""{"model":"deepseek-flash","prompt":"def fib(a):","suffix":"return"}""", path: "/beta/completions");
        var streamed = await simulator.Stream(
            """{"model":"deepseek-flash","prompt":"def fib(a):","suffix":"return","stream":true}""", path: "/v1/beta/completions");

        var text = plain["choices"]![0]!["text"]!.GetValue<string>();
        Assert.Equal("text_completion", plain["object"]!.GetValue<string>());
        Assert.Contains("def fib(a):", text);
        Assert.Equal(text, string.Concat(streamed.Chunks.Select(chunk => chunk["choices"]![0]!["text"]!.GetValue<string>())));
        Assert.True(streamed.Done);
    }

    [Fact]
    public async Task Blank_lines_come_before_a_reply_that_takes_long()
    {
        await using var simulator = await RunningSimulator.Start();

        using var response = await simulator.Post(Chat("", User("slow")), "ttft=120; keep-alive=20");
        var text = await response.Content.ReadAsStringAsync();

        Assert.StartsWith("\n\n", text);
        Assert.Contains("slow", Content(JsonNode.Parse(text)!));
    }

    private static string Content(JsonNode reply) => reply["choices"]![0]!["message"]!["content"]!.GetValue<string>();
}

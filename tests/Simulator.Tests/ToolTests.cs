using System.Text.Json.Nodes;
using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class ToolTests
{
    private const string Tools = """
        "tools":[
          {"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{
            "city":{"type":"string"},"days":{"type":"integer","minimum":1,"maximum":7},"unit":{"enum":["C","F"]},"exact":{"type":"boolean"}}}}},
          {"type":"function","function":{"name":"clock"}}]
        """;

    [Fact]
    public async Task A_demanded_tool_is_called_with_arguments_that_fit_its_schema()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Ask(Chat($"{Tools},\"tool_choice\":\"required\"", User("Rain?")));

        var choice = reply["choices"]![0]!;
        var function = choice["message"]!["tool_calls"]![0]!["function"]!;
        var arguments = JsonNode.Parse(function["arguments"]!.GetValue<string>())!;
        Assert.Equal("tool_calls", choice["finish_reason"]!.GetValue<string>());
        Assert.Null(choice["message"]!["content"]);
        Assert.Equal("weather", function["name"]!.GetValue<string>());
        Assert.InRange(arguments["days"]!.GetValue<int>(), 1, 7);
        Assert.Contains(arguments["unit"]!.GetValue<string>(), new[] { "C", "F" });
    }

    [Fact]
    public async Task A_streamed_call_opens_with_its_name_and_appends_its_arguments()
    {
        await using var simulator = await RunningSimulator.Start();
        var body = $"{Tools},\"tool_choice\":{{\"type\":\"function\",\"function\":{{\"name\":\"weather\"}}}}";
        var plain = await simulator.Ask(Chat(body, User("Rain?")));

        var streamed = await simulator.Stream(Chat($"{body},\"stream\":true", User("Rain?")));

        var calls = streamed.Chunks.Select(chunk => chunk["choices"]![0]!["delta"]!["tool_calls"]?[0]).OfType<JsonNode>().ToList();
        Assert.Equal("weather", calls[0]["function"]!["name"]!.GetValue<string>());
        Assert.Equal(
            plain["choices"]![0]!["message"]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>(),
            string.Concat(calls.Select(call => call["function"]!["arguments"]!.GetValue<string>())));
        Assert.Equal("tool_calls", streamed.FinishReason);
    }

    [Fact]
    public async Task A_tool_is_called_when_the_user_speaks_of_one_and_not_again_after_it_has_answered()
    {
        await using var simulator = await RunningSimulator.Start();
        var spoken = await simulator.Ask(ThinkingChat(Tools, User("Use a tool")));
        var body = JsonNode.Parse(ThinkingChat(Tools, User("Use a tool")))!;
        var call = spoken["choices"]![0]!["message"]!.DeepClone();
        body["messages"]!.AsArray().Add(call);
        body["messages"]!.AsArray().Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call["tool_calls"]![0]!["id"]!.DeepClone(), ["content"] = "sun" });

        var told = await simulator.Ask(body.ToJsonString());

        Assert.Equal("tool_calls", spoken["choices"]![0]!["finish_reason"]!.GetValue<string>());
        Assert.Equal("stop", told["choices"]![0]!["finish_reason"]!.GetValue<string>());
        Assert.True(told["usage"]!["prompt_cache_hit_tokens"]!.GetValue<int>() > 0);
    }

    [Fact]
    public async Task Thoughts_of_earlier_turns_must_be_sent_back_with_tools()
    {
        await using var simulator = await RunningSimulator.Start();
        var body = JsonNode.Parse(ThinkingChat(Tools, User("a"), Assistant("b"), User("c")))!;

        var refusal = await simulator.Refusal(body.ToJsonString());
        body["messages"]![1]!["reasoning_content"] = "";

        Assert.Equal(400, refusal.Status);
        Assert.Equal("The reasoning_content in the thinking mode must be passed back to the API.", refusal.Error["message"]!.GetValue<string>());
        Assert.NotNull(await simulator.Ask(body.ToJsonString()));
    }

    [Fact]
    public async Task A_tool_cannot_be_demanded_while_the_model_thinks()
    {
        await using var simulator = await RunningSimulator.Start();

        var refusal = await simulator.Refusal(ThinkingChat($"{Tools},\"tool_choice\":\"required\"", User("x")));

        Assert.Equal(400, refusal.Status);
    }
}

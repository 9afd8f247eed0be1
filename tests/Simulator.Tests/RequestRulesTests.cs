using System.Net.Http.Headers;
using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class RequestRulesTests
{
    [Theory]
    [InlineData("{\"model\":", 400, "parse")]
    [InlineData("{\"model\":7,\"messages\":[]}", 422, "deserialize")]
    [InlineData("{\"messages\":[]}", 422, "missing field `model`")]
    [InlineData("{\"model\":\"deepseek-flash\"}", 422, "missing field `messages`")]
    [InlineData("{\"model\":\"deepseek-flash\",\"messages\":[]}", 400, "Empty input messages")]
    [InlineData("{\"model\":\"gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", 400, "Model Not Exist")]
    [InlineData("{\"model\":\"deepseek-flash\",\"messages\":[{\"role\":\"poet\",\"content\":\"x\"}]}", 422, "unknown variant `poet`")]
    public async Task A_body_that_cannot_be_used_is_refused_with_the_reason(string body, int status, string reason)
    {
        await using var simulator = await RunningSimulator.Start();

        var refusal = await simulator.Refusal(body);

        Assert.Equal(status, refusal.Status);
        Assert.Contains(reason, refusal.Error["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("\"temperature\":2.5", 422, "temperature")]
    [InlineData("\"top_p\":0", 422, "top_p")]
    [InlineData("\"max_tokens\":0", 422, "max_tokens")]
    [InlineData("\"user_id\":\"a b\"", 422, "user_id")]
    [InlineData("\"top_logprobs\":3", 422, "logprobs")]
    [InlineData("\"stream_options\":{\"include_usage\":true}", 400, "stream_options")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\"}", 422, "response_format")]
    public async Task A_parameter_out_of_bounds_is_refused_by_name(string parameter, int status, string name)
    {
        await using var simulator = await RunningSimulator.Start();

        var refusal = await simulator.Refusal(Chat(parameter, User("x")));

        Assert.Equal(status, refusal.Status);
        Assert.Contains(name, refusal.Error["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_refused_with_its_numbers()
    {
        await using var simulator = await RunningSimulator.Start(new SimulatorOptions { ContextTokens = 100 });

        var refusal = await simulator.Refusal(Chat("\"max_tokens\":30", User(new string('x', 400))));

        Assert.Equal(400, refusal.Status);
        Assert.StartsWith(
            "This model's maximum context length is 100 tokens. However, you requested 130 tokens (100 in the messages, 30 in the completion).",
            refusal.Error["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Nobody_is_served_without_a_key_that_is_known()
    {
        await using var simulator = await RunningSimulator.Start(new SimulatorOptions { Keys = ["sk-other"] });

        var stranger = await simulator.Refusal(Chat("", User("x")));
        simulator.Client.DefaultRequestHeaders.Authorization = null;
        var nobody = await simulator.Refusal(Chat("", User("x")));
        simulator.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "sk-other");

        Assert.Equal(401, stranger.Status);
        Assert.Equal("Authentication Fails, Your api key: ****cdef is invalid", stranger.Error["message"]!.GetValue<string>());
        Assert.Equal(401, nobody.Status);
        Assert.NotNull(await simulator.Ask(Chat("", User("x"))));
    }

    [Fact]
    public async Task An_older_name_is_served_by_the_model_that_took_its_place()
    {
        await using var simulator = await RunningSimulator.Start();

        var reply = await simulator.Ask(Chat("\"model\":\"deepseek-v4-flash\"", User("x")));

        Assert.Equal("deepseek-flash", reply["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task Models_and_balance_are_shown_in_the_provider_s_form()
    {
        await using var simulator = await RunningSimulator.Start();

        var models = await simulator.Get("/v1/models");
        var balance = await simulator.Get("/user/balance");

        Assert.Equal("deepseek-flash", models["data"]![0]!["id"]!.GetValue<string>());
        Assert.Equal("110.00", balance["balance_infos"]![0]!["total_balance"]!.GetValue<string>());
    }
}

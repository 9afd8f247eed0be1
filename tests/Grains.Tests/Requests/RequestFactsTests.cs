using System.Text;
using CsCheck;
using Xunit;

namespace Orchestrator.Requests;

public sealed class RequestFactsTests
{
    [Fact]
    public void The_bytes_of_messages_and_parameters_bound_the_prompts_tokens()
    {
        var facts = RequestFacts.Of(Request(), Prompt("\"seed\":1", "{\"role\":\"user\",\"content\":\"grüß\"}", "{}"));

        Assert.Equal(8 + 34 + 2, facts.PromptBound);
        Assert.Equal((8 + 34 + 2 + 3) / 4, facts.PromptTokens);
    }

    [Fact]
    public void Who_asks_and_for_what_goes_on_to_the_limits()
    {
        var request = Request();

        var facts = RequestFacts.Of(request, Prompt("") with { MaxTokens = 77 });

        Assert.Equal((request.Id, request.Tenant, "first", new ModelName("small"), 77), (facts.Id, facts.Tenant, facts.Key, facts.Model, facts.MaxTokens));
    }

    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("\"n\":3", 3, 0)]
    [InlineData("\"a\":{\"n\":9},\"\\u006e\":3,\"b\":[]", 3, 0)]
    [InlineData("\"n\":null", 1, 0)]
    [InlineData("\"n\":0", 1, 0)]
    [InlineData("\"n\":\"3\"", 1, 0)]
    [InlineData("\"n\":1.5", 1, 0)]
    [InlineData("\"tools\":[{\"type\":\"function\"}]", 1, 512)]
    [InlineData("\"x\":1 , \"tool\\u0073\" : [ ] , \"n\" : 2", 2, 512)]
    [InlineData("\"tools\":null,\"a\":{\"tools\":[]}", 1, 0)]
    public void Answers_are_counted_and_tools_have_the_providers_preamble(string parameters, int choices, int preamble)
    {
        var facts = RequestFacts.Of(Request(), Prompt(parameters));

        Assert.Equal((choices, preamble), (facts.Choices, facts.PromptBound - Encoding.UTF8.GetByteCount(parameters)));
    }

    [Fact]
    public void Parameters_as_deep_as_a_door_lets_in_are_read()
    {
        var deep = $"\"a\":{new string('[', 511)}{new string(']', 511)},\"n\":2";

        Assert.Equal(2, RequestFacts.Of(Request(), Prompt(deep)).Choices);
    }

    [Fact]
    public void The_estimate_is_never_above_the_bound() =>
        Gen.Int[0, 3_000].Array[0, 10].Sample(messages =>
        {
            var facts = RequestFacts.Of(Request(), Prompt("", [.. messages.Select(length => new string('x', length))]));
            return facts.PromptTokens <= facts.PromptBound;
        });

    private static ChatRequest Request() => new() { Id = RequestId.Create(), Tenant = new TenantId("acme"), Key = "first", Prompt = Prompt("") };

    private static Prompt Prompt(string parameters, params string[] messages) => new()
    {
        Model = new ModelName("small"),
        Parameters = Encoding.UTF8.GetBytes(parameters),
        Messages = [.. messages.Select(json => new Message("user", Encoding.UTF8.GetBytes(json)))],
    };
}

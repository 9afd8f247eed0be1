using System.ClientModel;
using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using OpenAI;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Responses;

/// <summary>Microsoft.Extensions.AI on top of Responses, as its users use it.</summary>
public sealed class ExtensionsClientTests(TestProduct product) : IClassFixture<TestProduct>, IAsyncLifetime
{
    private readonly IChatClient _chat = new OpenAIClient(new ApiKeyCredential(TestTenants.Key(TestTenants.Wide)), new OpenAIClientOptions { Endpoint = new Uri($"{product.Address}/v1") })
        .GetResponsesClient().AsIChatClient("deepseek-flash");

    public async ValueTask InitializeAsync() => await product.Upstream.BeHonest();

    public ValueTask DisposeAsync()
    {
        _chat.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Functions_are_invoked_over_two_rounds(bool streamed)
    {
        var asked = new List<string>();
        var tool = AIFunctionFactory.Create(([Description("The city")] string city) =>
        {
            asked.Add(city);
            return "17 degrees";
        }, "get_weather", "The weather of a city");
        using var client = _chat.AsBuilder().UseFunctionInvocation().Build();
        var options = new ChatOptions { Tools = [tool] };

        var text = "";
        if (streamed)
        {
            await foreach (var update in client.GetStreamingResponseAsync("Use the tool for Lisbon", options)) text += update.Text;
        }
        else
        {
            text = (await client.GetResponseAsync("Use the tool for Lisbon", options)).Text;
        }

        Assert.Single(asked);
        Assert.NotEmpty(text);
    }

    [Fact]
    public async Task Structured_output_is_read_into_its_type()
    {
        var answer = await _chat.GetResponseAsync<Wind>("Name a wind, into a type");

        Assert.NotEmpty(answer.Result.Answer);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_conversation_is_gone_on_with_by_its_id_or_by_the_last_response(bool named)
    {
        using var api = new Api(product.Address);
        var conversation = named ? (await Api.Json(await api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString() : null;
        foreach (var words in new[] { $"one {named}", $"two {named}", $"three {named}" })
        {
            var answer = await _chat.GetResponseAsync(words, new ChatOptions { ConversationId = conversation });
            conversation = named ? conversation : answer.ConversationId;
        }

        var sent = Assert.Single(await product.Upstream.Journal(0, $"three {named}")).GetProperty("body").GetString()!;
        Assert.Contains($"one {named}", sent, StringComparison.Ordinal);
        Assert.Contains($"two {named}", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_background_response_is_polled_with_its_continuation_token()
    {
        await product.Upstream.Behave("tokens=40; tps=100");
        var options = new ChatOptions { AllowBackgroundResponses = true };
        var answer = await _chat.GetResponseAsync("Tell me of the moon, later", options);
        Assert.NotNull(answer.ContinuationToken);

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (answer.ContinuationToken is { } token && await pace.WaitForNextTickAsync())
            answer = await _chat.GetResponseAsync([], new ChatOptions { AllowBackgroundResponses = true, ContinuationToken = token });

        Assert.Contains("moon", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_was_left_is_taken_up_with_its_continuation_token()
    {
        await product.Upstream.Behave("tokens=60; tps=100");
        var (text, token) = ("", (ResponseContinuationToken?)null);
        await foreach (var update in _chat.GetStreamingResponseAsync("Tell me of the stars", new ChatOptions { AllowBackgroundResponses = true }))
        {
            text += update.Text;
            token = update.ContinuationToken;
            if (text.Length > 60) break;
        }

        await foreach (var update in _chat.GetStreamingResponseAsync([], new ChatOptions { AllowBackgroundResponses = true, ContinuationToken = token })) text += update.Text;

        var items = JsonDocument.Parse(await Stored()).RootElement.GetProperty("output");
        Assert.Equal(items.EnumerateArray().Last().GetProperty("content")[0].GetProperty("text").GetString(), text);

        async Task<string> Stored()
        {
            using var api = new Api(product.Address);
            // The token names the response.
            var id = JsonDocument.Parse(token!.ToBytes()).RootElement.GetProperty("responseId").GetString();
            return (await api.Json($"/v1/responses/{id}")).ToString();
        }
    }

    private sealed record Wind(string Answer);
}

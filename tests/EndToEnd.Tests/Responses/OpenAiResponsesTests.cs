using System.ClientModel;
using System.Text.Json;
using OpenAI;
using OpenAI.Responses;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Responses;

/// <summary>The official client's Responses, as its users use them.</summary>
public sealed class OpenAiResponsesTests(TestProduct product) : IClassFixture<TestProduct>, IAsyncLifetime
{
    private const string Model = "deepseek-flash";

    private readonly OpenAIClient _client = new(new ApiKeyCredential(TestTenants.Key(TestTenants.Wide)), new OpenAIClientOptions { Endpoint = new Uri($"{product.Address}/v1") });

    private ResponsesClient Responses => _client.GetResponsesClient();

    public async ValueTask InitializeAsync() => await product.Upstream.BeHonest();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_background_response_is_polled_to_its_end()
    {
        await product.Upstream.Behave("tokens=40; tps=100");
        ResponseResult response = await Responses.CreateResponseAsync(new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("Tell me of tides, take your time")]) { BackgroundModeEnabled = true });
        Assert.Contains(response.Status, (ResponseStatus?[])[ResponseStatus.Queued, ResponseStatus.InProgress]);

        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (response.Status is ResponseStatus.Queued or ResponseStatus.InProgress && await pace.WaitForNextTickAsync()) response = await Responses.GetResponseAsync(response.Id);

        Assert.Equal(ResponseStatus.Completed, response.Status);
        Assert.Contains("tides", response.GetOutputText(), StringComparison.Ordinal);
        Assert.True(response.BackgroundModeEnabled);
    }

    [Fact]
    public async Task A_stream_that_was_left_is_taken_up_where_it_was_left()
    {
        await product.Upstream.Behave("tokens=60; tps=100");
        var (id, last, text) = ("", 0, "");
        await foreach (var update in Responses.CreateResponseStreamingAsync(new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("Tell me of the deep sea")])
        {
            BackgroundModeEnabled = true,
            StreamingEnabled = true,
        }))
        {
            last = update.SequenceNumber;
            if (update is StreamingResponseCreatedUpdate created) id = created.Response.Id;
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text += delta.Delta;
            if (last == 40) break;
        }

        ResponseResult? end = null;
        await foreach (var update in Responses.GetResponseStreamingAsync(new GetResponseOptions(id) { StartingAfter = last, StreamingEnabled = true }))
        {
            Assert.Equal(++last, update.SequenceNumber);
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text += delta.Delta;
            if (update is StreamingResponseCompletedUpdate completed) end = completed.Response;
        }

        Assert.Equal(end!.GetOutputText(), text);
    }

    [Fact]
    public async Task A_background_response_is_cancelled()
    {
        await product.Upstream.Behave("tokens=3000; tps=10");
        ResponseResult response = await Responses.CreateResponseAsync(new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("Never mind")]) { BackgroundModeEnabled = true });

        ResponseResult cancelled = await Responses.CancelResponseAsync(response.Id);

        Assert.Equal(ResponseStatus.Cancelled, cancelled.Status);
        Assert.Equal(ResponseStatus.Cancelled, (await Responses.GetResponseAsync(response.Id)).Value.Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_function_is_called_and_its_result_goes_back_over_two_rounds(bool streamed)
    {
        var tool = ResponseTool.CreateFunctionTool("get_weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""), strictModeEnabled: false, "The weather of a city");
        var first = new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("What is the weather in Lisbon? Use the tool.")]) { Tools = { tool } };
        var asked = streamed ? await Streamed(first) : await Responses.CreateResponseAsync(first);
        var call = Assert.Single(asked.OutputItems.OfType<FunctionCallResponseItem>());
        Assert.Equal("get_weather", call.FunctionName);

        var second = new CreateResponseOptions(Model, [ResponseItem.CreateFunctionCallOutputItem(call.CallId, "17 degrees and rain")]) { PreviousResponseId = asked.Id, Tools = { tool } };
        var answered = streamed ? await Streamed(second) : await Responses.CreateResponseAsync(second);

        Assert.Equal(ResponseStatus.Completed, answered.Status);
        Assert.NotEmpty(answered.GetOutputText());
        var messages = JsonDocument.Parse((await product.Upstream.Journal(0, "17 degrees and rain"))[^1].GetProperty("body").GetString()!).RootElement.GetProperty("messages");
        Assert.Equal(["user", "assistant", "tool"], messages.EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(call.CallId, messages[1].GetProperty("tool_calls")[0].GetProperty("id").GetString());
        Assert.True(messages[1].TryGetProperty("reasoning_content", out _), "The provider demands the reasoning back.");
    }

    [Fact]
    public async Task A_conversation_is_compacted_and_gone_on_from_its_summary()
    {
        ResponseResult first = await Responses.CreateResponseAsync(Model, "The harbour master is called Ida");
        ResponseResult second = await Responses.CreateResponseAsync(Model, "Her boat is blue", first.Id);

        var compacted = await Responses.CompactResponseAsync(BinaryContent.Create(BinaryData.FromString($$"""{"model":"{{Model}}","previous_response_id":"{{second.Id}}"}""")), "application/json", new());

        var output = JsonDocument.Parse(compacted.GetRawResponse().Content).RootElement.GetProperty("output");
        Assert.Equal(["message", "message", "compaction"], output.EnumerateArray().Select(item => item.GetProperty("type").GetString()));
        var next = await Responses.CreateResponseAsync(BinaryContent.Create(BinaryData.FromString(
            $$"""{"model":"{{Model}}","input":[{{string.Join(",", output.EnumerateArray().Select(item => item.GetRawText()))}},{"role":"user","content":"And what colour was it after compaction?"}]}""")), new());
        Assert.Equal("completed", JsonDocument.Parse(next.GetRawResponse().Content).RootElement.GetProperty("status").GetString());
        var sent = JsonDocument.Parse((await product.Upstream.Journal(0, "after compaction?"))[^1].GetProperty("body").GetString()!).RootElement.GetProperty("messages");
        Assert.Equal(["user", "user", "system", "user"], sent.EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.StartsWith("Summary of the conversation", sent[2].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_are_listed_page_by_page_in_both_orders()
    {
        ResponseResult response = await Responses.CreateResponseAsync(new CreateResponseOptions(Model, [.. Enumerable.Range(0, 7).Select(number => ResponseItem.CreateUserMessageItem($"item {number}"))]));

        var ascending = await Texts(new ResponseItemCollectionOptions(response.Id) { PageSizeLimit = 3, Order = ResponseItemCollectionOrder.Ascending });
        var descending = await Texts(new ResponseItemCollectionOptions(response.Id) { PageSizeLimit = 2 });

        Assert.Equal(Enumerable.Range(0, 7).Select(number => $"item {number}"), ascending);
        Assert.Equal(ascending.AsEnumerable().Reverse(), descending);

        async Task<List<string>> Texts(ResponseItemCollectionOptions options)
        {
            var texts = new List<string>();
            await foreach (var item in Responses.GetResponseInputItemsAsync(options)) texts.Add(((MessageResponseItem)item).Content[0].Text);
            return texts;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Output_that_holds_to_its_schema_is_given_and_the_model_is_told_the_schema(bool streamed)
    {
        var options = new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("Name a wind, by schema")]) { TextOptions = Schema("answer") };

        var response = streamed ? await Streamed(options) : await Responses.CreateResponseAsync(options);

        Assert.Equal(JsonValueKind.String, JsonDocument.Parse(response.GetOutputText()).RootElement.GetProperty("answer").ValueKind);
        var sent = JsonDocument.Parse((await product.Upstream.Journal(0, "Name a wind, by schema"))[^1].GetProperty("body").GetString()!).RootElement;
        Assert.Equal("json_object", sent.GetProperty("response_format").GetProperty("type").GetString());
        Assert.Contains("\"required\":[\"answer\"]", sent.GetProperty("messages")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_breaks_its_schema_fails_plain_streamed_in_the_background_and_when_it_is_fetched()
    {
        var options = new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem("Name a wind, wrongly")]) { TextOptions = Schema("wind") };
        var plain = await Assert.ThrowsAsync<ClientResultException>(() => NoRetries.CreateResponseAsync(options));
        Assert.Equal(502, plain.Status);
        Assert.Contains("invalid_output", plain.Message, StringComparison.Ordinal);

        options.StreamingEnabled = true;
        ResponseResult? failed = null;
        await foreach (var update in Responses.CreateResponseStreamingAsync(options))
        {
            if (update is StreamingResponseFailedUpdate end) failed = end.Response;
        }

        Assert.Equal("invalid_output", failed!.Error.Code.ToString());
        Assert.Equal(ResponseStatus.Failed, (await Responses.GetResponseAsync(failed.Id)).Value.Status);

        options.StreamingEnabled = null;
        options.BackgroundModeEnabled = true;
        ResponseResult background = await Responses.CreateResponseAsync(options);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (background.Status is ResponseStatus.Queued or ResponseStatus.InProgress && await pace.WaitForNextTickAsync()) background = await Responses.GetResponseAsync(background.Id);
        Assert.Equal(ResponseStatus.Failed, background.Status);
    }

    private ResponsesClient NoRetries => new OpenAIClient(new ApiKeyCredential(TestTenants.Key(TestTenants.Wide)),
        new OpenAIClientOptions { Endpoint = new Uri($"{product.Address}/v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) }).GetResponsesClient();

    private static ResponseTextOptions Schema(string member) => new()
    {
        TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("wind", BinaryData.FromString(
            $$"""{"type":"object","properties":{"{{member}}":{"type":"string"} },"required":["{{member}}"],"additionalProperties":true }"""), jsonSchemaIsStrict: true),
    };

    private async Task<ResponseResult> Streamed(CreateResponseOptions options)
    {
        ResponseResult? end = null;
        options.StreamingEnabled = true;
        await foreach (var update in Responses.CreateResponseStreamingAsync(options))
        {
            if (update is StreamingResponseCompletedUpdate completed) end = completed.Response;
        }

        return end!;
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Hosting;
using Orchestrator.Items;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Responses;

/// <summary>What clients of the Open Responses specification are told holds to its document.</summary>
public sealed class OpenResponsesTests : IAsyncLifetime
{
    private const string Settings = """
        "instructions":"Be kind.","metadata":{"a":"b"},"temperature":0.5,"top_p":0.9,"max_output_tokens":9,"truncation":"auto","safety_identifier":"s","prompt_cache_key":"p",
        "reasoning":{"effort":"low"},"text":{"format":{"type":"json_object"}},"tool_choice":{"type":"function","name":"f"},
        "tools":[{"type":"function","name":"f"},{"type":"function","name":"g","description":"d","parameters":{"type":"object"},"strict":true}],
        """;

    private const string Version = "2026-04-24";

    private static readonly ResponseId s_kept = new(ConversationId.Create(), 1, 9);

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.Start();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public static TheoryData<string, string[]> Kinds => new()
    {
        { "stop", ["""{"role":"assistant","content":"He"}""", """{"content":"llo"}"""] },
        { "length", ["""{"content":"He"}"""] },
        { "content_filter", ["""{"reasoning_content":"hm"}"""] },
        { "stop", ["""{"reasoning_content":"h"}""", """{"reasoning_content":"m"}""", """{"content":"Hello"}"""] },
        { "tool_calls", ["""{"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":"f","arguments":"{"}}]}""", """{"tool_calls":[{"index":0,"function":{"arguments":"}"}},{"index":1,"id":"c2","type":"function","function":{"name":"g","arguments":""}}]}"""] },
        { "stop", ["""{"refusal":"I "}""", """{"refusal":"won't"}"""] },
        { "stop", ["""{"content":"Well."}""", """{"refusal":"No"}"""] },
        { "stop", ["{}"] },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_event_of_a_stream_holds_to_the_document(string finish, string[] deltas)
    {
        var told = await Stream("", finish, deltas, Version);

        Assert.All(told, OpenResponsesDocument.HoldsAsEvent);
        Assert.Single(told, json => json.TryGetProperty("response", out var response) && response.GetProperty("usage").ValueKind is JsonValueKind.Object);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_whole_response_holds_to_the_document(string finish, string[] deltas)
    {
        _api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(new ChatOutcome.Completed(
            new Completion { Body = Encoding.UTF8.GetBytes("{\"choices\":[{\"message\":" + Whole(deltas) + "}]}"), FinishReason = finish, Usage = new TokenUsage(3, 2, 1, 1) }, s_kept));

        using var answer = await _api.Post("/v1/responses", "{" + Settings + "\"model\":\"small\",\"input\":\"x\"}");
        using var plain = await _api.Post("/v1/responses", """{"model":"small","input":"x","store":false}""");

        OpenResponsesDocument.Holds("ResponseResource", await answer.Json());
        OpenResponsesDocument.Holds("ResponseResource", await plain.Json());
    }

    [Fact]
    public void Every_kind_of_item_holds_to_the_document()
    {
        Item[] items =
        [
            new Item.Message("user", ["a", "b"]), new Item.Message("system", ["a"]), new Item.Message("developer", ["a"]), new Item.Message("assistant", ["a"]) { Refusal = "b" },
            new Item.Reasoning("hm"), new Item.Reasoning(""), new Item.FunctionCall("c", "f", "{}"), new Item.FunctionCallOutput("c", "1"),
        ];

        Assert.All(items, item =>
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer)) item.Write(json, item.Prefix + "_1", "completed");
            OpenResponsesDocument.Holds("ItemField", JsonDocument.Parse(buffer.ToArray()).RootElement);
        });
    }

    [Fact]
    public async Task Reasoning_and_failures_bear_the_names_of_the_dialect_that_is_asked_for()
    {
        string[] deltas = ["""{"reasoning_content":"hm"}""", """{"content":"no json"}"""];
        const string Format = """ "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"}}}, """;

        var openAi = (await Stream(Format, "stop", deltas)).Select(TypeOf).ToList();
        var openResponses = (await Stream(Format, "stop", deltas, Version)).Select(TypeOf).ToList();

        Assert.Contains("response.reasoning_text.delta", openAi);
        Assert.Contains("response.reasoning_text.done", openAi);
        Assert.Equal(["response.output_item.done", "response.failed"], openAi[^2..]);
        Assert.Equal(openAi.Select(type => type.Replace("reasoning_text", "reasoning", StringComparison.Ordinal)).SkipLast(1).Append("error").Append("response.failed"), openResponses);
    }

    [Theory]
    [InlineData(UpstreamFailureKind.Broken, "model_error")]
    [InlineData(UpstreamFailureKind.Limited, "too_many_requests")]
    [InlineData(UpstreamFailureKind.Rejected, "invalid_request")]
    public async Task An_error_within_a_stream_is_nested_and_the_failed_response_follows(object kind, string type)
    {
        _api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Opened(s_kept, []);
            return new ChatOutcome.UpstreamFailed(new UpstreamFailure { Kind = (UpstreamFailureKind)kind, Message = "words" }, 0);
        };

        var told = await Read("", Version);

        Assert.Equal(["response.created", "response.in_progress", "error", "response.failed"], told.Select(TypeOf));
        Assert.Equal([0, 1, 2, 3], told.Select(json => json.GetProperty("sequence_number").GetInt32()));
        Assert.Equal((type, "words"), (told[2].GetProperty("error").GetProperty("type").GetString(), told[2].GetProperty("error").GetProperty("message").GetString()));
        Assert.All(told, OpenResponsesDocument.HoldsAsEvent);
    }

    [Fact]
    public async Task The_operator_may_make_it_everybodys_dialect_and_a_wrong_word_stops_the_start()
    {
        await _api.DisposeAsync();
        _api = await ApiUnderTest.Start(new() { ["Api:Responses:Dialect"] = "OpenResponses" });

        var told = await Stream("", "stop", ["""{"reasoning_content":"hm"}"""]);

        Assert.Contains(told, json => TypeOf(json) is "response.reasoning.delta");
        await Assert.ThrowsAnyAsync<Exception>(() => ApiUnderTest.Start(new() { ["Api:Responses:Dialect"] = "Esperanto" }));
    }

    [Fact]
    public async Task The_document_misses_every_required_member_that_is_taken_away()
    {
        var told = await Stream(Settings, "stop", ["""{"content":"Hello"}"""], Version);
        var whole = told[^1].GetProperty("response").GetRawText();

        Assert.All(OpenResponsesDocument.RequiredOf("ResponseResource"), member =>
        {
            var less = JsonNode.Parse(whole)!.AsObject();
            Assert.True(less.Remove(member), $"{member} is missing");
            Assert.NotEmpty(OpenResponsesDocument.Against("ResponseResource", less.ToJsonString()));
        });
        var item = JsonNode.Parse(whole)!;
        item["output"]![0]!["content"]![0]!.AsObject().Remove("annotations");
        Assert.NotEmpty(OpenResponsesDocument.Against("ResponseResource", item.ToJsonString()));
    }

    [Fact]
    public void The_same_chunks_give_the_same_bytes()
    {
        Assert.Equal(Tell(), Tell());

        static List<string> Tell()
        {
            var told = new List<string>();
            var events = new ResponseEvents(
                new ResponseDocument(s_kept, DateTimeOffset.UnixEpoch, new ResponseSettings { Model = "small" }.Render()), (_, json) => told.Add(Encoding.UTF8.GetString(json)), WireDialect.OpenResponses);
            events.Open();
            foreach (var delta in (string[])["""{"reasoning_content":"hm"}""", """{"content":"a"}""", """{"refusal":"b"}"""]) events.Add(Encoding.UTF8.GetBytes(Chunk(delta)));
            events.Finish("stop", new TokenUsage(1, 1), DateTimeOffset.UnixEpoch);
            return told;
        }
    }

    private async Task<List<JsonElement>> Stream(string members, string finish, string[] deltas, string? header = null)
    {
        _api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Opened(s_kept, []);
            await reader.Push(Answers.Batch(0, [.. deltas.Select(Chunk)]));
            return Answers.Streamed(1, finish, s_kept, new TokenUsage(3, 2, 1, 1));
        };
        return await Read(members, header);
    }

    private async Task<List<JsonElement>> Read(string members, string? header)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses")
        {
            Content = new StringContent("{" + members + "\"model\":\"small\",\"input\":\"x\",\"stream\":true}", Encoding.UTF8, "application/json"),
        };
        if (header is not null) request.Headers.Add(ResponsesOptions.Header, header);
        using var answer = await _api.Client.SendAsync(request);
        return [.. (await answer.Data()).Where(data => data != "[DONE]").Select(data => JsonDocument.Parse(data).RootElement)];
    }

    private static string Chunk(string delta) => "{\"choices\":[{\"index\":0,\"delta\":" + delta + "}]}";

    /// <summary>The message that the pieces add up to.</summary>
    private static string Whole(string[] deltas)
    {
        var message = new JsonObject { ["role"] = "assistant" };
        foreach (var delta in deltas.Select(delta => JsonNode.Parse(delta)!.AsObject()))
        {
            foreach (var name in (string[])["content", "reasoning_content", "refusal"])
            {
                if (delta[name] is { } text) message[name] = (message[name]?.GetValue<string>() ?? "") + text.GetValue<string>();
            }
            if (delta["tool_calls"] is JsonArray calls && message["tool_calls"] is null) message["tool_calls"] = calls.DeepClone();
        }
        return message.ToJsonString();
    }

    private static string TypeOf(JsonElement told) => told.GetProperty("type").GetString()!;
}

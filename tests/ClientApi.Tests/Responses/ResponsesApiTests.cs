using System.Net;
using System.Text;
using System.Text.Json;
using Orchestrator.Conversations;
using Orchestrator.Hosting;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Responses;

public sealed class ResponsesApiTests : IAsyncLifetime
{
    private static readonly ResponseId s_kept = new(ConversationId.Create(), 1, 9);

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiUnderTest.Start();
        _api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(new ChatOutcome.Completed(
            new Completion
            {
                Body = """{"choices":[{"message":{"role":"assistant","reasoning_content":"hm","content":"hello"}}]}"""u8.ToArray(),
                FinishReason = "stop",
                Usage = new TokenUsage(3, 2, 1, 1),
            },
            s_kept));
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private ChatRequest Asked => _api.Hall.Requests[^1];

    [Fact]
    public async Task A_kept_answer_has_its_id_its_items_and_what_was_asked()
    {
        using var answer = await _api.Post("/v1/responses", """{"model":"small","input":"hi","instructions":"be kind","metadata":{"a":"b"},"temperature":0.5,"max_output_tokens":9}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var response = await answer.Json();
        Assert.Equal((s_kept.ToString(), "completed", "be kind", 0.5, 9), (response.GetProperty("id").GetString(), response.GetProperty("status").GetString(),
            response.GetProperty("instructions").GetString(), response.GetProperty("temperature").GetDouble(), response.GetProperty("max_output_tokens").GetInt32()));
        Assert.Equal("b", response.GetProperty("metadata").GetProperty("a").GetString());
        Assert.Equal("hm", response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("hello", response.GetProperty("output")[1].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(5, response.GetProperty("usage").GetProperty("total_tokens").GetInt32());

        Assert.IsType<TurnPlace.Fresh>(Asked.Place);
        Assert.Equal("""{"role":"system","content":"be kind"}""", Text(Assert.Single(Asked.Instructions)));
        Assert.Equal(["""{"role":"user","content":"hi"}"""], Asked.Prompt.Messages.Select(Text));
        Assert.Equal(("\"temperature\":0.5", 9), (Encoding.UTF8.GetString(Asked.Prompt.Parameters.Span), Asked.Prompt.MaxTokens));
        Assert.Equal((new TenantId("acme"), "acme1"), (Asked.Tenant, Asked.Key));
    }

    [Theory]
    [InlineData("", 0, "default")]
    [InlineData(""" ,"service_tier":"auto" """, 0, "default")]
    [InlineData(""" ,"service_tier":"priority" """, 1, "priority")]
    [InlineData(""" ,"service_tier":"flex" """, -1, "flex")]
    public async Task The_service_tier_is_the_place_among_the_tenants_own(string members, int priority, string tier)
    {
        using var answer = await _api.Post("/v1/responses", $$"""{"model":"small","input":"hi"{{members}}}""");

        Assert.Equal(tier, (await answer.Json()).GetProperty("service_tier").GetString());
        Assert.Equal(priority, Asked.Priority);
    }

    [Fact]
    public async Task Items_become_the_messages_that_providers_want_them_as()
    {
        using var answer = await _api.Post("/v1/responses", """
            {"model":"small","store":false,"input":[
              {"role":"developer","content":"d"},
              {"type":"message","role":"user","content":[{"type":"input_text","text":"u"}]},
              {"type":"reasoning","id":"rs_1","summary":[],"content":[{"type":"reasoning_text","text":"hm"}]},
              {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[{"type":"output_text","text":"a","annotations":[]}]},
              {"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},
              {"type":"function_call","call_id":"c2","name":"g","arguments":"{}"},
              {"type":"function_call_output","call_id":"c1","output":"1"},
              {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"2"}]}
            ]}
            """);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(Asked.Place);
        Assert.Empty(Asked.Instructions);
        Assert.Equal(
            [
                """{"role":"developer","content":"d"}""",
                """{"role":"user","content":"u"}""",
                """{"role":"assistant","content":"a","reasoning_content":"hm","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]}""",
                """{"role":"tool","tool_call_id":"c1","content":"1"}""",
                """{"role":"tool","tool_call_id":"c2","content":"2"}""",
            ],
            Asked.Prompt.Messages.Select(Text));
        Assert.Equal(["developer", "user", "assistant", "tool", "tool"], Asked.Prompt.Messages.Select(message => message.Role));
    }

    [Fact]
    public async Task Parameters_are_said_in_the_words_of_a_chat()
    {
        using var answer = await _api.Post("/v1/responses", """
            {"model":"small","input":"x","top_p":0.5,"parallel_tool_calls":false,"reasoning":{"effort":"low"},"text":{"format":{"type":"json_object"}},
             "tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":null}],"tool_choice":{"type":"function","name":"f"},"x_unknown":1,"user":"u"}
            """);

        Assert.Equal("""
            "top_p":0.5,"parallel_tool_calls":false,"reasoning_effort":"low","response_format":{"type":"json_object"},"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],"tool_choice":{"type":"function","function":{"name":"f"}}
            """, Encoding.UTF8.GetString(Asked.Prompt.Parameters.Span));
        var response = await answer.Json();
        Assert.Equal("""{"format":{"type":"json_object"}}""", response.GetProperty("text").GetRawText());
        Assert.Equal("""[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":null}]""", response.GetProperty("tools").GetRawText());
    }

    public static TheoryData<string, TurnPlace?> Places => new()
    {
        { "\"store\":true", new TurnPlace.Fresh() },
        { "\"store\":false", null },
        { $"\"conversation\":\"{s_kept.Conversation}\"", new TurnPlace.End(s_kept.Conversation) },
        { $"\"conversation\":{{\"id\":\"{s_kept.Conversation}\"}},\"store\":false", new TurnPlace.End(s_kept.Conversation, false) },
        { $"\"previous_response_id\":\"{s_kept}\"", new TurnPlace.After(s_kept) },
        { $"\"previous_response_id\":\"{s_kept}\",\"store\":false", new TurnPlace.After(s_kept, false) },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task The_request_says_where_its_answer_belongs(string members, object? place)
    {
        using var answer = await _api.Post("/v1/responses", $$"""{"model":"small","input":"x",{{members}}}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(place, Asked.Place);
    }

    public static TheoryData<string, int, string, string?> Refused => new()
    {
        { "\"input\":[]", 400, "invalid_value", "input" },
        { "\"input\":1", 400, "invalid_type", "input" },
        { "\"x\":1", 400, "missing_required_parameter", "input" },
        { "\"input\":[{\"type\":\"web_search_call\"}]", 400, "unsupported_value", "input[0].type" },
        { "\"input\":[{\"role\":\"tool\",\"content\":\"x\"}]", 400, "invalid_value", "input[0].role" },
        { "\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\"}]}]", 400, "unsupported_value", "input[0].content[0].type" },
        { "\"input\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"\"}]", 400, "missing_required_parameter", "input[0].call_id" },
        { "\"input\":\"x\",\"background\":true,\"store\":false", 400, "unsupported_parameter", "background" },
        { "\"input\":\"x\",\"text\":{\"format\":{\"type\":\"xml\"}}", 400, "unsupported_value", "text.format.type" },
        { "\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}]", 400, "unsupported_value", "tools[0].type" },
        { "\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":\"p\"}]", 400, "invalid_type", "tools[0].parameters" },
        { "\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"strict\":1}]", 400, "invalid_type", "tools[0].strict" },
        { "\"input\":\"x\",\"truncation\":\"sometimes\"", 400, "unsupported_value", "truncation" },
        { "\"input\":\"x\",\"tool_choice\":\"maybe\"", 400, "unsupported_value", "tool_choice" },
        { "\"input\":\"x\",\"max_output_tokens\":0", 400, "invalid_value", "max_output_tokens" },
        { "\"input\":\"x\",\"conversation\":7", 400, "invalid_type", "conversation" },
        { "\"input\":\"x\",\"conversation\":{}", 400, "missing_required_parameter", "conversation.id" },
        { "\"input\":\"x\",\"conversation\":\"conv_zzz\"", 404, "conversation_not_found", null },
        { "\"input\":\"x\",\"previous_response_id\":\"resp_zzz\"", 400, "previous_response_not_found", "previous_response_id" },
        { "\"input\":\"x\",\"previous_response_id\":\"resp_z\",\"conversation\":\"conv_z\"", 400, "unsupported_value", "previous_response_id" },
        { "\"input\":\"x\",\"metadata\":{\"k\":1}", 400, "invalid_type", "metadata.k" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_answered_is_refused_by_name_and_reaches_no_grain(string members, int status, string code, string? param)
    {
        using var answer = await _api.Post("/v1/responses", $$"""{"model":"small",{{members}}}""");

        var error = await answer.Error();
        Assert.Equal((status, code, param), ((int)answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Empty(_api.Hall.Requests);
    }

    [Fact]
    public async Task A_stream_is_opened_under_the_id_that_was_announced_before_anything_comes()
    {
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Opened(s_kept, []);
            await opened.Task;
            await reader.Push(Answers.Batch(0, """{"choices":[{"delta":{"content":"hi"}}]}"""));
            return Answers.Streamed(1, "stop", s_kept);
        };

        using var answer = await _api.Post("/v1/responses", """{"model":"small","input":"x","stream":true}""");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("event: response.created", await lines.ReadLineAsync());
        Assert.Contains(s_kept.ToString(), await lines.ReadLineAsync(), StringComparison.Ordinal);
        opened.SetResult();

        var rest = await lines.ReadToEndAsync();
        Assert.Contains("event: response.completed\ndata: {\"type\":\"response.completed\"", rest, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_without_memory_takes_an_id_of_its_own_and_keeps_it()
    {
        _api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Push(Answers.Batch(0, """{"choices":[{"delta":{"content":"hi"}}]}"""));
            return Answers.Streamed(1);
        };

        using var answer = await _api.Post("/v1/responses", """{"model":"small","input":"x","stream":true,"store":false}""");

        var responses = (await answer.Data()).Where(data => data != "[DONE]").Select(data => JsonDocument.Parse(data).RootElement).Where(told => told.TryGetProperty("response", out _)).ToList();
        Assert.Equal(3, responses.Count);
        var id = Assert.Single(responses.Select(told => told.GetProperty("response").GetProperty("id").GetString()).Distinct());
        Assert.True(ResponseId.TryParse(id, out _));
    }

    [Fact]
    public async Task A_failure_after_the_opening_is_a_failed_response_and_the_stream_ends_properly()
    {
        _api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Opened(s_kept, []);
            return Answers.Failed(UpstreamFailureKind.Broken);
        };

        using var answer = await _api.Post("/v1/responses", """{"model":"small","input":"x","stream":true}""");

        var data = await answer.Data();
        Assert.Equal("[DONE]", data[^1]);
        Assert.Equal("response.failed", JsonDocument.Parse(data[^2]).RootElement.GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_chunk_that_cannot_be_read_breaks_the_stream_off_instead_of_ending_it()
    {
        _api.Hall.Answer = async (_, reader, _) => await reader!.Push(Answers.Batch(0, "not json")) ? Answers.Streamed(1) : new ChatOutcome.ClientGone();

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var answer = await _api.Post("/v1/responses", """{"model":"small","input":"x","stream":true,"store":false}""");
            await answer.Content.ReadAsStringAsync();
        });
    }

    private static string Text(Message message) => Encoding.UTF8.GetString(message.Json.Span);
}

using System.Text;
using System.Text.Json;
using Xunit;

namespace Orchestrator.Responses;

public sealed class ResponseEventsTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly ResponseId s_id = new(new ConversationId(Guid.Parse("0198c0de-0000-7000-8000-000000000001")), 3, 7);

    private readonly List<(string Type, JsonElement Json)> _events = [];
    private readonly ResponseEvents _response;

    public ResponseEventsTests() => _response = new ResponseEvents(
        new ResponseDocument(s_id, s_now, new ResponseSettings { Model = "small" }.Render()),
        (type, json) => _events.Add((type, JsonDocument.Parse(json.ToArray()).RootElement)));

    [Fact]
    public void Thought_text_and_calls_become_items_that_open_and_close_in_contract_order()
    {
        _response.Open();
        Add("""{"role":"assistant","reasoning_content":""}""");
        Add("""{"reasoning_content":"hm"}""");
        Add("""{"reasoning_content":"m"}""");
        Add("""{"content":"He"}""");
        Add("""{"content":"llo"}""");
        Add("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}""");
        Add("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}""");
        Add("""{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}""");
        Add("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}""");
        _response.Finish("tool_calls", new TokenUsage(10, 5, 4, 2), s_now);

        Assert.Equal(
            [
                "response.created", "response.in_progress",
                "response.output_item.added", "response.reasoning_text.delta", "response.reasoning_text.delta", "response.reasoning_text.done", "response.output_item.done",
                "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.delta",
                "response.output_text.done", "response.content_part.done", "response.output_item.done",
                "response.output_item.added", "response.function_call_arguments.delta",
                "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.delta",
                "response.function_call_arguments.done", "response.output_item.done", "response.function_call_arguments.done", "response.output_item.done",
                "response.completed",
            ],
            _events.Select(told => told.Type).ToArray());
        var end = _events[^1].Json.GetProperty("response");
        Assert.Equal(["reasoning", "message", "function_call", "function_call"], end.GetProperty("output").EnumerateArray().Select(item => item.GetProperty("type").GetString()));
        Assert.Equal("hmm", end.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("Hello", end.GetProperty("output")[1].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("{\"a\":1}", end.GetProperty("output")[2].GetProperty("arguments").GetString());
        Assert.Equal("call_2", end.GetProperty("output")[3].GetProperty("call_id").GetString());
        Assert.Equal(15, end.GetProperty("usage").GetProperty("total_tokens").GetInt64());
        Assert.Equal(1_800_000_000, end.GetProperty("completed_at").GetInt64());
    }

    [Fact]
    public void Events_are_numbered_from_zero_without_gaps_and_name_their_type_and_one_id()
    {
        _response.Open();
        Add("""{"content":"a"}""");
        _response.Finish("stop", null, s_now);

        Assert.Equal(Enumerable.Range(0, _events.Count), _events.Select(told => told.Json.GetProperty("sequence_number").GetInt32()));
        Assert.All(_events, told => Assert.Equal(told.Type, told.Json.GetProperty("type").GetString()));
        Assert.All(_events.Where(told => told.Json.TryGetProperty("response", out _)), told => Assert.Equal(s_id.ToString(), told.Json.GetProperty("response").GetProperty("id").GetString()));
        Assert.Single(_events, told => told.Type is "response.completed" or "response.incomplete" or "response.failed");
    }

    [Theory]
    [InlineData("length", "max_output_tokens")]
    [InlineData("content_filter", "content_filter")]
    public void An_answer_that_was_cut_is_incomplete_and_so_is_its_last_item(string finish, string reason)
    {
        _response.Open();
        Add("""{"reasoning_content":"a"}""");
        Add("""{"content":"a"}""");
        _response.Finish(finish, null, s_now);

        Assert.Equal("response.incomplete", _events[^1].Type);
        var end = _events[^1].Json.GetProperty("response");
        Assert.Equal(reason, end.GetProperty("incomplete_details").GetProperty("reason").GetString());
        Assert.Equal(JsonValueKind.Null, end.GetProperty("completed_at").ValueKind);
        Assert.Equal(["completed", "incomplete"], end.GetProperty("output").EnumerateArray().Select(item => item.GetProperty("status").GetString()));
        Assert.Equal("incomplete", _events[^2].Json.GetProperty("item").GetProperty("status").GetString());
    }

    [Fact]
    public void A_failure_ends_the_response_with_what_came_of_it_and_why()
    {
        _response.Open();
        Add("""{"content":"half"}""");
        _response.Fail("upstream_timeout", "too slow");

        Assert.Equal("response.failed", _events[^1].Type);
        var end = _events[^1].Json.GetProperty("response");
        Assert.Equal(("failed", "upstream_timeout", "too slow"), (end.GetProperty("status").GetString(), end.GetProperty("error").GetProperty("code").GetString(), end.GetProperty("error").GetProperty("message").GetString()));
        Assert.Equal("incomplete", end.GetProperty("output")[0].GetProperty("status").GetString());
    }

    [Fact]
    public void Every_snapshot_has_every_member_that_readers_require()
    {
        string[] required =
        [
            "id", "object", "created_at", "completed_at", "status", "incomplete_details", "model", "previous_response_id", "instructions", "output", "error", "tools",
            "tool_choice", "truncation", "parallel_tool_calls", "text", "top_p", "presence_penalty", "frequency_penalty", "top_logprobs", "temperature", "reasoning",
            "usage", "max_output_tokens", "max_tool_calls", "store", "background", "service_tier", "metadata", "safety_identifier", "prompt_cache_key", "conversation",
        ];
        _response.Open();
        _response.Finish("stop", new TokenUsage(1, 1), s_now);

        Assert.All(_events, told => Assert.Equal(required.Order(), told.Json.GetProperty("response").EnumerateObject().Select(member => member.Name).Order()));
    }

    [Fact]
    public void Chunks_without_choices_say_nothing()
    {
        _response.Open();
        _response.Add("""{"choices":[],"usage":{"total_tokens":1}}"""u8.ToArray());
        _response.Add("""{"object":"chat.completion.chunk"}"""u8.ToArray());

        Assert.Equal(2, _events.Count);
    }

    private void Add(string delta) => _response.Add(Encoding.UTF8.GetBytes($$"""{"choices":[{"index":0,"delta":{{delta}}}]}"""));
}

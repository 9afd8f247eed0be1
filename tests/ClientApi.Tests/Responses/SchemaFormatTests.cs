using System.Net;
using System.Text;
using System.Text.Json;
using Orchestrator.Hosting;
using Orchestrator.Items;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Responses;

/// <summary>Answers that are to hold to a schema: how the model is asked, and what becomes of an answer that does not.</summary>
public sealed class SchemaFormatTests : IAsyncLifetime
{
    private const string Schema = """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}""";
    private const string Format = $$"""{"type":"json_schema","name":"count","description":"How many.","strict":true,"schema":{{Schema}}}""";

    private const string Shown = $$"""{"type":"json_schema","name":"count","description":"How many.","schema":{{Schema}},"strict":true}""";

    private static readonly ResponseId s_kept = new(ConversationId.Create(), 1, 9);

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.Start(new() { ["Models:able:JsonSchema"] = "Native" });

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private ChatRequest Asked => _api.Hall.Requests[^1];

    [Fact]
    public async Task An_upstream_without_schemas_is_told_of_it_in_words_behind_the_instructions()
    {
        Say("""{"content":"{\"n\":1}"}""");

        using var answer = await Ask("small", Format, """ "instructions":"Be kind.", """);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("\"response_format\":{\"type\":\"json_object\"}", Encoding.UTF8.GetString(Asked.Prompt.Parameters.Span));
        var told = JsonDocument.Parse(Asked.Instructions[0].Json).RootElement;
        Assert.Equal(
            "Be kind.\n\nAnswer with json and nothing else: one JSON value, without words or code fences around it, that is valid against the JSON schema 'count' (How many.):\n" + Schema,
            told.GetProperty("content").GetString());
        var response = await answer.Json();
        Assert.Equal("Be kind.", response.GetProperty("instructions").GetString());
        Assert.Equal("{\"format\":" + Shown + "}", response.GetProperty("text").GetRawText());
        Assert.False(response.TryGetProperty("schema_checked", out _));
    }

    [Fact]
    public async Task The_words_are_the_same_bytes_at_every_turn_whatever_the_layout_of_the_request()
    {
        Say("""{"content":"{\"n\":1}"}""");

        using var first = await Ask("small", Format);
        var words = Asked.Instructions[0].Json.ToArray();
        using var second = await Ask("small", Format.Replace(",", " ,\n ", StringComparison.Ordinal), $"\"previous_response_id\":\"{s_kept}\",");

        Assert.Equal(words, Asked.Instructions[0].Json.ToArray());
    }

    [Fact]
    public async Task An_upstream_that_knows_schemas_is_handed_it_and_not_checked()
    {
        Say("""{"content":"no json"}""");

        using var answer = await Ask("able", Format);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(Asked.Instructions);
        Assert.Equal("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":" + Shown.Replace("\"type\":\"json_schema\",", "", StringComparison.Ordinal) + "}", Encoding.UTF8.GetString(Asked.Prompt.Parameters.Span));
    }

    [Theory]
    [InlineData("""{"content":"{\"n\":\"secret\"}"}""", "'/n': IntegerExpected")]
    [InlineData("""{"content":"secret"}""", "NotJson")]
    [InlineData("""{"content":""}""", "NotJson")]
    public async Task A_whole_answer_that_violates_it_is_an_error_that_names_the_place_and_is_not_asked_for_again(string message, string said)
    {
        Say(message);

        using var answer = await Ask("small", Format);

        Assert.Equal((HttpStatusCode.BadGateway, "false"), (answer.StatusCode, answer.Header("x-should-retry")));
        var error = await answer.Error();
        Assert.Equal("invalid_output", error.GetProperty("code").GetString());
        Assert.Contains(said, error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"content":"no json"}""", "length")]
    [InlineData("""{"content":"no json","refusal":"I won't"}""", "stop")]
    [InlineData("""{"content":"Let me see.","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "tool_calls")]
    public async Task A_refusal_a_cut_answer_and_a_call_owe_it_nothing(string message, string finish)
    {
        Say(message, finish);

        using var answer = await Ask("small", Format);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_streamed_answer_that_violates_it_ends_as_failed_with_what_was_sent_and_used()
    {
        _api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Opened(s_kept, []);
            await reader.Push(Answers.Batch(0, """{"choices":[{"delta":{"content":"{\"n\":"}}]}""", """{"choices":[{"delta":{"content":"0.5}"}}]}"""));
            return Answers.Streamed(1, "stop", s_kept, new TokenUsage(3, 2));
        };

        using var answer = await Ask("small", Format, "\"stream\":true,");

        var data = await answer.Data();
        Assert.Equal("[DONE]", data[^1]);
        var end = JsonDocument.Parse(data[^2]).RootElement;
        Assert.Equal("response.failed", end.GetProperty("type").GetString());
        var response = end.GetProperty("response");
        Assert.Equal(("failed", "invalid_output", 5), (response.GetProperty("status").GetString(), response.GetProperty("error").GetProperty("code").GetString(), response.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        Assert.Contains("'/n': IntegerExpected", response.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, response.GetProperty("completed_at").ValueKind);
        Assert.Equal("{\"n\":0.5}", response.GetProperty("output")[0].GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal(2, data.Count(frame => frame.Contains("output_text.delta", StringComparison.Ordinal)));
        Assert.DoesNotContain("response.completed", string.Concat(data), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kept_settings_and_the_kept_answer_give_the_same_verdict_again()
    {
        Say("""{"content":"{\"n\":0.5}"}""");
        using var answer = await Ask("small", Format);
        var told = (await answer.Error()).GetProperty("message").GetString();

        var kept = MessageItems.Of(new Message("assistant", """{"role":"assistant","content":"{\"n\":0.5}"}"""u8.ToArray())).ToList();
        var again = OutputVerdict.Judge(ResponseState.Ended("stop", null, DateTimeOffset.UnixEpoch) with { Output = OutputItem.Of(s_kept, kept, false) }, Asked.Settings);

        Assert.Equal(("failed", "invalid_output", told), (again.Status, again.ErrorCode, again.ErrorMessage));
    }

    [Theory]
    [InlineData("""{"type":"json_schema","schema":{}}""", "missing_required_parameter", "text.format.name")]
    [InlineData("""{"type":"json_schema","name":"","schema":{}}""", "invalid_value", "text.format.name")]
    [InlineData("""{"type":"json_schema","name":"a b","schema":{}}""", "invalid_value", "text.format.name")]
    [InlineData("""{"type":"json_schema","name":7,"schema":{}}""", "invalid_type", "text.format.name")]
    [InlineData("""{"type":"json_schema","name":"n"}""", "missing_required_parameter", "text.format.schema")]
    [InlineData("""{"type":"json_schema","name":"n","schema":[]}""", "invalid_type", "text.format.schema")]
    [InlineData("""{"type":"json_schema","name":"n","schema":{},"strict":1}""", "invalid_type", "text.format.strict")]
    [InlineData("""{"type":"json_schema","name":"n","schema":{},"description":1}""", "invalid_type", "text.format.description")]
    [InlineData("""{"type":"json_schema","name":"n","schema":{"type":"banana"}}""", "unsupported_value", "text.format.schema")]
    [InlineData("""{"type":"json_schema","name":"n","schema":{"$ref":"http://127.0.0.1:9/x.json"}}""", "unsupported_value", "text.format.schema")]
    public async Task A_format_that_cannot_be_used_is_refused_by_name(string format, string code, string param)
    {
        using var answer = await Ask("small", format);

        var error = await answer.Error();
        Assert.Equal((HttpStatusCode.BadRequest, code, param), (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Empty(_api.Hall.Requests);
    }

    [Fact]
    public async Task A_mode_that_does_not_exist_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => ApiUnderTest.Start(new() { ["Models:small:JsonSchema"] = "Maybe" }));

        Assert.Equal("Models:small:JsonSchema is 'Maybe': expected Prompted or Native.", Assert.Single(error.Failures));
    }

    private void Say(string message, string finish = "stop") => _api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(new ChatOutcome.Completed(
        new Completion { Body = Encoding.UTF8.GetBytes("{\"choices\":[{\"message\":" + message + "}]}"), FinishReason = finish }, s_kept));

    private Task<HttpResponseMessage> Ask(string model, string format, string members = "") =>
        _api.Post("/v1/responses", "{" + members + $"\"model\":\"{model}\",\"input\":\"x\",\"text\":{{\"format\":{format}}}" + "}");
}

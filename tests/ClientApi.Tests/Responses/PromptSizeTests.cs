using System.Net;
using Orchestrator.Conversations;
using Orchestrator.Hosting;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Responses;

/// <summary>How large a prompt is, and from which size on it is to become smaller.</summary>
public sealed class PromptSizeTests : IAsyncLifetime
{
    private static readonly ResponseId s_kept = new(ConversationId.Create(), 1, 9);

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiUnderTest.Start();
        _api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(new ChatOutcome.Completed(
            new Completion { Body = """{"choices":[{"message":{"role":"assistant","content":"hello"}}]}"""u8.ToArray(), FinishReason = "stop" }, s_kept));
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    private ChatRequest Asked => _api.Hall.Requests[^1];

    [Fact]
    public async Task The_tokens_of_a_request_are_told_without_keeping_anything_of_it()
    {
        _api.Hall.Measured = _ => new PromptMeasure.Measured(42);
        using var answer = await _api.Post("/v1/responses/input_tokens", $$"""{"model":"small","previous_response_id":"{{s_kept}}","instructions":"be kind"}""");

        Assert.Equal("""{"object":"response.input_tokens","input_tokens":42}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((new TurnPlace.After(s_kept, Keep: false), 0, 1), (Asked.Place, Asked.Prompt.Messages.Length, Asked.Instructions.Length));

        using var silent = await _api.Post("/v1/responses/input_tokens", """{"model":"small"}""");
        Assert.Equal((HttpStatusCode.BadRequest, "input"), (silent.StatusCode, (await silent.Json()).GetProperty("error").GetProperty("param").GetString()));

        _api.Hall.Measured = _ => new PromptMeasure.Impossible(new ChatOutcome.Invalid("No.", "previous_response_id", "previous_response_not_found"));
        using var missing = await _api.Post("/v1/responses/input_tokens", $$"""{"model":"small","input":"hi","previous_response_id":"{{s_kept}}"}""");
        Assert.Equal("previous_response_not_found", (await missing.Json()).GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""[{"type":"compaction","compact_threshold":5000}]""", 5000L)]
    [InlineData("""[{"type":"compaction"}]""", long.MaxValue)]
    [InlineData("null", null)]
    public async Task Context_management_says_from_which_size_on_turns_are_summarised(string given, long? expected)
    {
        using var answer = await _api.Post("/v1/responses", $$"""{"model":"small","input":"hi","context_management":{{given}}}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, Asked.CompactAbove);
    }

    [Theory]
    [InlineData("""[{"type":"compaction","compact_threshold":999}]""", "context_management[0].compact_threshold")]
    [InlineData("""[{"type":"magic"}]""", "context_management[0].type")]
    [InlineData("""[{}]""", "context_management[0].type")]
    [InlineData("[]", "context_management")]
    [InlineData("\"auto\"", "context_management")]
    public async Task Context_management_that_is_wrong_is_named(string given, string param)
    {
        using var answer = await _api.Post("/v1/responses", $$"""{"model":"small","input":"hi","context_management":{{given}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, param), (answer.StatusCode, (await answer.Json()).GetProperty("error").GetProperty("param").GetString()));
    }
}

using System.Text;
using System.Text.Json;
using Orchestrator.Hosting;
using Orchestrator.Items;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Responses;

/// <summary>A model that will not answer says so in a part of its own, streamed, whole and read back.</summary>
public sealed class RefusalTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly ResponseId s_id = new(new ConversationId(Guid.Parse("0198c0de-0000-7000-8000-000000000001")), 3, 7);

    [Fact]
    public void A_refusal_alone_is_the_first_part_of_its_message()
    {
        var told = Tell("""{"refusal":"I "}""", """{"refusal":"won't"}""");

        Assert.Equal(
            [
                "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added", "response.refusal.delta", "response.refusal.delta",
                "response.refusal.done", "response.content_part.done", "response.output_item.done", "response.completed",
            ],
            told.Select(TypeOf));
        Assert.Equal("""{"type":"refusal","refusal":""}""", told[3].GetProperty("part").GetRawText());
        Assert.Equal(("I ", "won't", "I won't"), (told[4].GetProperty("delta").GetString(), told[5].GetProperty("delta").GetString(), told[6].GetProperty("refusal").GetString()));
        Assert.All(told.Skip(3).Take(5), part => Assert.Equal((0, 0), (part.GetProperty("content_index").GetInt32(), part.GetProperty("output_index").GetInt32())));
        Assert.Equal("""[{"type":"refusal","refusal":"I won't"}]""", ContentOf(told[^1].GetProperty("response").GetProperty("output")[0]));
    }

    [Fact]
    public void A_refusal_behind_text_is_the_second_part_and_begins_when_the_first_has_ended()
    {
        var told = Tell("""{"content":"Well."}""", """{"refusal":"No"}""");

        Assert.Equal(
            [
                "response.content_part.added 0", "response.output_text.delta 0", "response.output_text.done 0", "response.content_part.done 0",
                "response.content_part.added 1", "response.refusal.delta 1", "response.refusal.done 1", "response.content_part.done 1",
            ],
            told.Where(json => json.TryGetProperty("content_index", out _)).Select(json => $"{TypeOf(json)} {json.GetProperty("content_index")}"));
        var item = told.Single(json => TypeOf(json) is "response.output_item.done").GetProperty("item");
        Assert.Equal("""[{"type":"output_text","text":"Well.","annotations":[],"logprobs":[]},{"type":"refusal","refusal":"No"}]""", ContentOf(item));
    }

    [Fact]
    public void Text_behind_a_refusal_is_a_message_of_its_own_and_is_not_lost()
    {
        var told = Tell("""{"refusal":"No"}""", """{"content":"But."}""");

        Assert.Equal(["No", "But."], told[^1].GetProperty("response").GetProperty("output").EnumerateArray()
            .Select(item => item.GetProperty("content")[0]).Select(part => (part.TryGetProperty("refusal", out var refusal) ? refusal : part.GetProperty("text")).GetString()!));
    }

    [Fact]
    public async Task A_refusal_that_a_client_sends_back_is_said_to_the_model_as_it_was()
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(new ChatOutcome.Completed(
            new Completion { Body = """{"choices":[{"message":{"role":"assistant","content":"Fine."}}]}"""u8.ToArray(), FinishReason = "stop" }, s_id));
        const string Parts = """[{"type":"output_text","text":"Well."},{"type":"refusal","refusal":"I won't"}]""";
        using var answer = await api.Post("/v1/responses", $$"""{"model":"small","input":[{"role":"user","content":"do it"},{"type":"message","role":"assistant","content":{{Parts}}},{"role":"assistant","content":[{"type":"refusal","refusal":"No"}]}]}""");

        Assert.Equal(
            ["""{"role":"user","content":"do it"}""", """{"role":"assistant","content":"Well.","refusal":"I won't"}""", """{"role":"assistant","content":null,"refusal":"No"}"""],
            api.Hall.Requests[^1].Prompt.Messages.Select(message => Encoding.UTF8.GetString(message.Json.Span)));

        using var wrong = await api.Post("/v1/responses", """{"model":"small","input":[{"role":"user","content":[{"type":"refusal","refusal":"No"}]}]}""");
        Assert.Equal("input[0].content[0].type", (await wrong.Json()).GetProperty("error").GetProperty("param").GetString());
    }

    [Fact]
    public async Task A_whole_answer_shows_the_refusal()
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult<ChatOutcome>(new ChatOutcome.Completed(
            new Completion { Body = """{"choices":[{"message":{"role":"assistant","content":null,"refusal":"I won't"}}]}"""u8.ToArray(), FinishReason = "stop" }, s_id));

        using var answer = await api.Post("/v1/responses", """{"model":"small","input":"x"}""");

        Assert.Equal("""[{"type":"refusal","refusal":"I won't"}]""", ContentOf((await answer.Json()).GetProperty("output")[0]));
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"Well.","refusal":"No"}""", """[{"type":"output_text","text":"Well.","annotations":[],"logprobs":[]},{"type":"refusal","refusal":"No"}]""")]
    [InlineData("""{"role":"assistant","content":null,"refusal":"No"}""", """[{"type":"refusal","refusal":"No"}]""")]
    [InlineData("""{"role":"assistant","content":"Well.","refusal":null}""", """[{"type":"output_text","text":"Well.","annotations":[],"logprobs":[]}]""")]
    public void What_was_remembered_shows_it_again(string message, string content)
    {
        var item = Assert.Single(MessageItems.Of(new Message("assistant", Encoding.UTF8.GetBytes(message))));

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer)) item.Write(json, "msg_1", "completed");
        Assert.Equal(content, ContentOf(JsonDocument.Parse(buffer.ToArray()).RootElement).Replace("\\u0027", "'", StringComparison.Ordinal));
    }

    private static List<JsonElement> Tell(params string[] deltas)
    {
        var told = new List<JsonElement>();
        var events = new ResponseEvents(
            new ResponseDocument(s_id, s_now, new ResponseSettings { Model = "small" }.Render()),
            (_, json) => told.Add(JsonDocument.Parse(json.ToArray()).RootElement));
        events.Open();
        foreach (var delta in deltas) events.Add(Encoding.UTF8.GetBytes($$"""{"choices":[{"index":0,"delta":{{delta}}}]}"""));
        events.Finish("stop", null, s_now);
        return told;
    }

    private static string TypeOf(JsonElement told) => told.GetProperty("type").GetString()!;

    private static string ContentOf(JsonElement item) => item.GetProperty("content").GetRawText();
}

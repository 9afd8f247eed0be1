using System.Net;
using System.Text;
using Orchestrator.Conversations;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Chat;

public sealed class ChatMemoryTests
{
    private const string Id = "conv_0198c0de000070008000000000000001";
    private const string Messages = """[{"role":"system","content":"s"},{"role":"developer","content":"d"},{"role":"user","content":"u"},{"role":"system","content":"later"}]""";

    [Theory]
    [InlineData("\"" + Id + "\"")]
    [InlineData("{\"id\":\"" + Id + "\"}")]
    [InlineData(null)]
    public async Task A_chat_goes_on_in_the_conversation_that_its_body_or_header_names(string? member)
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Whole("{}"));
        if (member is null) api.Client.DefaultRequestHeaders.Add("x-conversation-id", Id);

        using var answer = await api.Post("/v1/chat/completions", $$"""{"model":"small","messages":{{Messages}}{{(member is null ? "" : $",\"conversation\":{member}")}}}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Id, answer.Header("x-conversation-id"));
        var asked = Assert.Single(api.Hall.Requests);
        Assert.Equal(new TurnPlace.End(Conversation), asked.Place);
        Assert.Equal(["""{"role":"system","content":"s"}""", """{"role":"developer","content":"d"}"""], Text(asked.Instructions));
        Assert.Equal(["""{"role":"user","content":"u"}""", """{"role":"system","content":"later"}"""], Text(asked.Prompt.Messages));
        Assert.True(asked.Prompt.Parameters.IsEmpty);
    }

    [Fact]
    public async Task With_store_false_the_conversation_is_read_and_not_written()
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Whole("{}"));

        using var answer = await api.Post("/v1/chat/completions", $$"""{"model":"small","messages":{{Messages}},"conversation":"{{Id}}","store":false}""");

        Assert.Equal(new TurnPlace.End(Conversation, Keep: false), Assert.Single(api.Hall.Requests).Place);
    }

    [Theory]
    [InlineData("\"conversation\":5", 400, "invalid_type", "conversation")]
    [InlineData("\"conversation\":{}", 400, "missing_required_parameter", "conversation.id")]
    [InlineData("\"conversation\":\"conv_no\"", 404, "conversation_not_found", null)]
    public async Task A_name_that_names_nothing_is_refused_and_reaches_no_grain(string member, int status, string code, string? param)
    {
        await using var api = await ApiUnderTest.Start();

        using var answer = await api.Post("/v1/chat/completions", $$"""{"model":"small","messages":{{Messages}},{{member}}}""");

        var error = (await answer.Json()).GetProperty("error");
        Assert.Equal((status, code, param), ((int)answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Empty(api.Hall.Requests);
    }

    [Fact]
    public async Task Two_names_that_differ_and_instructions_alone_are_refused()
    {
        await using var api = await ApiUnderTest.Start();
        api.Client.DefaultRequestHeaders.Add("x-conversation-id", Id);

        using var two = await api.Post("/v1/chat/completions", $$"""{"model":"small","messages":{{Messages}},"conversation":"{{Id.Replace('1', '2')}}"}""");
        using var none = await api.Post("/v1/chat/completions", """{"model":"small","messages":[{"role":"system","content":"s"}]}""");

        Assert.Equal("conversation", (await two.Json()).GetProperty("error").GetProperty("param").GetString());
        Assert.Equal("messages", (await none.Json()).GetProperty("error").GetProperty("param").GetString());
        Assert.Empty(api.Hall.Requests);
    }

    private static ConversationId Conversation => ConversationId.TryParse(Id, out var id) ? id : default;

    private static IEnumerable<string> Text(IEnumerable<Message> messages) => messages.Select(message => Encoding.UTF8.GetString(message.Json.Span));
}

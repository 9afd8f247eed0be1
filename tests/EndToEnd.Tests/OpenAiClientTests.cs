using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using Orchestrator.Tests.Processes;
using Xunit;
using ChatFinishReason = OpenAI.Chat.ChatFinishReason;
using ChatMessage = OpenAI.Chat.ChatMessage;

namespace Orchestrator.Tests;

/// <summary>The official clients with only their base address and key changed.</summary>
public sealed class OpenAiClientTests(TestProduct product) : IClassFixture<TestProduct>
{
    private const string Model = "deepseek-flash";

    private OpenAIClient Client => new(new ApiKeyCredential(TestTenants.Key(TestTenants.Wide)), new OpenAIClientOptions { Endpoint = new Uri($"{product.Address}/v1") });

    [Fact]
    public async Task Chat_answers()
    {
        ChatCompletion answer = await Client.GetChatClient(Model).CompleteChatAsync(new UserChatMessage("Tell me of tides"));

        Assert.Contains("tides", answer.Content[0].Text, StringComparison.Ordinal);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.True(answer.Usage.TotalTokenCount > 0);
    }

    [Fact]
    public async Task Streamed_chat_gives_the_plain_answer_in_pieces()
    {
        var chat = Client.GetChatClient(Model);
        ChatMessage[] messages = [new UserChatMessage("Tell me of winds")];
        ChatCompletion plain = await chat.CompleteChatAsync(messages);
        var pieces = new List<string>();
        await foreach (var update in chat.CompleteChatStreamingAsync(messages)) pieces.AddRange(update.ContentUpdate.Select(part => part.Text));

        Assert.Equal(plain.Content[0].Text, string.Concat(pieces));
        Assert.True(pieces.Count > 10);
    }

    [Fact]
    public async Task Responses_answer_plain_and_streamed()
    {
        var responses = Client.GetResponsesClient();
        ResponseResult plain = await responses.CreateResponseAsync(Model, "Tell me of rain");
        Assert.Contains("rain", plain.GetOutputText(), StringComparison.Ordinal);
        Assert.Equal(ResponseStatus.Completed, plain.Status);

        var text = "";
        ResponseResult? completed = null;
        await foreach (var update in responses.CreateResponseStreamingAsync(Model, "Tell me of rain"))
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text += delta.Delta;
            if (update is StreamingResponseCompletedUpdate end) completed = end.Response;
        }

        Assert.Equal(plain.GetOutputText(), text);
        Assert.Equal(text, completed!.GetOutputText());
    }

    [Fact]
    public async Task Three_turns_by_previous_response_send_all_that_was_said_before()
    {
        var responses = Client.GetResponsesClient();
        string? previous = null;
        foreach (var words in new[] { "My first words", "My second words", "My third words" })
        {
            var options = new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem(words)]) { PreviousResponseId = previous };
            ResponseResult answer = await responses.CreateResponseAsync(options);
            previous = answer.Id;
        }

        var sent = Assert.Single(await product.Upstream.Journal(0, "My third words")).GetProperty("body").GetString()!;
        Assert.Contains("My first words", sent, StringComparison.Ordinal);
        Assert.Contains("My second words", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_three_turn_conversation_remembers()
    {
        var created = await Client.GetConversationClient().CreateConversationAsync(BinaryContent.Create(BinaryData.FromString("""{"metadata":{"topic":"tides"}}""")));
        var id = System.Text.Json.JsonDocument.Parse(created.GetRawResponse().Content).RootElement.GetProperty("id").GetString()!;
        var responses = Client.GetResponsesClient();
        foreach (var words in new[] { "Conversation one", "Conversation two", "Conversation three" })
        {
            var options = new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem(words)]) { ConversationOptions = new ResponseConversationOptions(id) };
            ResponseResult answer = await responses.CreateResponseAsync(options);
            Assert.Equal(ResponseStatus.Completed, answer.Status);
        }

        var sent = Assert.Single(await product.Upstream.Journal(0, "Conversation three")).GetProperty("body").GetString()!;
        Assert.Contains("Conversation one", sent, StringComparison.Ordinal);
        Assert.Contains("Conversation two", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_extensions_client_chats_streams_and_keeps_a_conversation()
    {
        using var chat = Client.GetChatClient(Model).AsIChatClient();
        var plain = await chat.GetResponseAsync("Tell me of snow");
        var streamed = "";
        await foreach (var update in chat.GetStreamingResponseAsync("Tell me of snow")) streamed += update.Text;
        Assert.Equal(plain.Text, streamed);

        using var responses = Client.GetResponsesClient().AsIChatClient(Model);
        string? conversation = null;
        foreach (var words in new[] { "Extension one", "Extension two", "Extension three" })
        {
            var answer = await responses.GetResponseAsync(words, new ChatOptions { ConversationId = conversation });
            conversation = answer.ConversationId;
            Assert.NotEmpty(answer.Text);
        }

        var sent = Assert.Single(await product.Upstream.Journal(0, "Extension three")).GetProperty("body").GetString()!;
        Assert.Contains("Extension one", sent, StringComparison.Ordinal);
    }
}

#pragma warning disable OPENAI001 // The client calls this part of itself experimental.
using System.ClientModel;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Responses;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Hosting;

/// <summary>What the official .NET client makes of our answers.</summary>
public sealed class OfficialClientTests : IAsyncLifetime
{
    private static readonly ResponseId s_kept = new(ConversationId.Create(), 1, 9);

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiUnderTest.Start();
        _api.Hall.Answer = async (request, reader, _) =>
        {
            if (reader is null)
            {
                var completion = new Completion
                {
                    Body = """{"id":"c","object":"chat.completion","created":1,"model":"small","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}"""u8.ToArray(),
                    FinishReason = "stop",
                    Usage = new TokenUsage(1, 1),
                };
                return new ChatOutcome.Completed(completion, s_kept);
            }
            if (request.Place is not null) await reader.Opened(s_kept, []);
            await reader.Push(Answers.Batch(0, Chunk("""{"role":"assistant","content":"Hel"}""", "null"), Chunk("""{"content":"lo"}""", "null"), Chunk("{}", "\"stop\"")));
            return Answers.Streamed(1, "stop", s_kept, new TokenUsage(1, 1));
        };
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task It_reads_chat_answers_whole_and_streamed()
    {
        var client = new ChatClient("small", new ApiKeyCredential(ApiUnderTest.AcmeKey), Options());

        var whole = await client.CompleteChatAsync("hi");
        var streamed = "";
        await foreach (var update in client.CompleteChatStreamingAsync("hi")) streamed += string.Concat(update.ContentUpdate.Select(part => part.Text));

        Assert.Equal("Hello", whole.Value.Content[0].Text);
        Assert.Equal("Hello", streamed);
    }

    [Fact]
    public async Task It_reads_responses_whole_and_streamed_to_their_end()
    {
        var client = new ResponsesClient(new ApiKeyCredential(ApiUnderTest.AcmeKey), new ResponsesClientOptions { Endpoint = new Uri(_api.Address, "/v1") });

        var whole = await client.CreateResponseAsync("small", "hi");
        var kinds = new List<string>();
        string? finalId = null;
        await foreach (var update in client.CreateResponseStreamingAsync("small", "hi"))
        {
            kinds.Add(update.GetType().Name);
            if (update is StreamingResponseCompletedUpdate completed) finalId = completed.Response.Id;
        }

        Assert.Equal("Hello", whole.Value.GetOutputText());
        Assert.Equal(s_kept.ToString(), whole.Value.Id);
        Assert.Equal(s_kept.ToString(), finalId);
        Assert.Equal(nameof(StreamingResponseCreatedUpdate), kinds[0]);
    }

    [Fact]
    public async Task It_understands_our_errors()
    {
        var client = new ChatClient("gone", new ApiKeyCredential(ApiUnderTest.AcmeKey), Options());

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("hi"));

        Assert.Equal(404, error.Status);
        Assert.Contains("The model 'gone' does not exist.", error.Message, StringComparison.Ordinal);
    }

    private OpenAIClientOptions Options() => new() { Endpoint = new Uri(_api.Address, "/v1") };

    private static string Chunk(string delta, string finish) =>
        $$"""{"id":"c","object":"chat.completion.chunk","created":1,"model":"small","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""";
}

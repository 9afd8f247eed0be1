using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Orchestrator.Conversations;
using Orchestrator.Tokens;

namespace Orchestrator.Bench;

/// <summary>One conversation with a Simulator, whose prompts are cut as a conversation's are.</summary>
internal sealed class Chat(HttpClient client, WindowTerms terms)
{
    private const int MaxTokens = 256;
    private const decimal HitPrice = 0.003m;
    private const decimal MissPrice = 0.15m;
    private const decimal OutputPrice = 0.60m;
    private const decimal Million = 1_000_000;

    private static readonly Message s_instructions = Of("system",
        "You keep a diary of a river and of the town on its banks. Answer in whole sentences, keep to what was noted, and name the note that you speak of. " +
        "Where two notes contradict each other, say so, and ask which of them holds. Never invent a note.");

    private readonly List<(Message Input, Message Output)> _said = [];
    private readonly List<TurnCount> _counts = [];
    private readonly long _front = TokenCounter.Of(s_instructions);
    private int _from;

    /// <summary>How often turns were dropped.</summary>
    public int Shrinks { get; private set; }

    /// <summary>Tokens of all prompts, as the Simulator counted them.</summary>
    public long PromptTokens { get; private set; }

    /// <summary>Those of them that its prefix cache knew.</summary>
    public long CachedTokens { get; private set; }

    /// <summary>Tokens of all answers.</summary>
    public long CompletionTokens { get; private set; }

    /// <summary>The part of all prompt tokens that was cached, 0 to 1.</summary>
    public double CachedShare => (double)CachedTokens / PromptTokens;

    /// <summary>What a million prompt tokens cost in USD.</summary>
    public decimal PromptPrice => PromptCost / PromptTokens * Million;

    /// <summary>What it cost in USD, at the prices of deepseek-flash off-peak.</summary>
    public decimal Cost => PromptCost + CompletionTokens * OutputPrice / Million;

    private decimal PromptCost => (CachedTokens * HitPrice + (PromptTokens - CachedTokens) * MissPrice) / Million;

    public async Task Say(string text)
    {
        var input = Of("user", text);
        var estimate = TokenCounter.Of(input);
        MoveOn(estimate);
        using var response = await client.PostAsync("/chat/completions", new StringContent(Body(input), Encoding.UTF8, "application/json"));
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"Turn {_said.Count} was refused: {answer}");

        var output = new Message("assistant", Encoding.UTF8.GetBytes(answer.GetProperty("choices")[0].GetProperty("message").GetRawText()));
        var usage = answer.GetProperty("usage");
        var counted = new TokenUsage(usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64());
        _said.Add((input, output));
        _counts.Add(new TurnCount(estimate, TokenCounter.Of(output), counted, _from, _front));
    }

    public async Task ReadStatistics()
    {
        var statistics = await client.GetFromJsonAsync<JsonElement>("/simulator/stats");
        PromptTokens = statistics.GetProperty("promptTokens").GetInt64();
        CachedTokens = statistics.GetProperty("cacheHitTokens").GetInt64();
        CompletionTokens = statistics.GetProperty("completionTokens").GetInt64();
    }

    private void MoveOn(long estimate)
    {
        var tokens = new TurnTokens(_counts);
        var turns = tokens.Weights.Select(weight => new TurnWeight(weight, Opens: true)).ToList();
        switch (ContextWindow.Decide(turns, _from, new Asking(tokens.Expect(_front), 0, tokens.Expect(estimate), MaxTokens, Opens: true), terms))
        {
            case WindowDecision.Shrink shrink:
                _from = shrink.From;
                Shrinks++;
                break;
            case WindowDecision.Overflow overflow:
                throw new InvalidOperationException($"Turn {_said.Count} asks for {overflow.Asked} tokens of {overflow.Limit}.");
        }
    }

    private string Body(Message input)
    {
        var messages = _said.Skip(_from).SelectMany(turn => new[] { turn.Input, turn.Output }).Prepend(s_instructions).Append(input);
        return $$"""{"model":"deepseek-flash","thinking":{"type":"disabled"},"max_tokens":{{MaxTokens}},"messages":[{{string.Join(',', messages.Select(message => Encoding.UTF8.GetString(message.Json.Span)))}}]}""";
    }

    private static Message Of(string role, string text) => new(role, JsonSerializer.SerializeToUtf8Bytes(new { role, content = text }));
}

using System.Globalization;
using System.Net.Http.Headers;
using Orchestrator.Conversations;
using Orchestrator.Simulator;

namespace Orchestrator.Bench;

/// <summary>The same 60 inputs, said twice: under a window that shrinks to a half, and under one that drops just enough oldest turns each time. Each has a Simulator of its own, which counts what is cached.</summary>
internal sealed record Comparison(Chat InSteps, Chat Sliding)
{
    /// <summary>Turns of each conversation.</summary>
    public const int Turns = 60;

    private const int Window = 8_192;
    private const int AnswerTokens = 200;

    /// <summary>How many times the cached share of the sliding window the other's is.</summary>
    public double Gain => InSteps.CachedShare / Sliding.CachedShare;

    public static async Task<Comparison> Play() => new(await Play(keep: 0.5), await Play(keep: 1));

    /// <summary>A share of 1 is a window that slides: it drops no more than it must.</summary>
    private static async Task<Chat> Play(double keep)
    {
        await using var simulator = SimulatorApplication.Create(new SimulatorOptions
        {
            Behaviour = Behaviour.Honest with { Tokens = AnswerTokens },
            ContextTokens = Window,
        });
        await simulator.StartAsync();
        using var client = new HttpClient { BaseAddress = simulator.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "any");
        var chat = new Chat(client, new WindowTerms(Window, WindowPolicy.DropOldest, keep));
        for (var turn = 0; turn < Turns; turn++) await chat.Say(Text(turn));
        await chat.ReadStatistics();
        return chat;
    }

    public void WriteTo(TextWriter output)
    {
        output.WriteLine(Line($"{Turns} turns, a window of {Window} tokens, deepseek-flash off-peak"));
        output.WriteLine(Line($"{"",-24}{"in big steps",14}{"sliding",14}"));
        Row("prompts cut anew", chat => Line($"{chat.Shrinks}"));
        Row("prompt tokens", chat => Line($"{chat.PromptTokens:N0}"));
        Row("of these cached", chat => Line($"{chat.CachedTokens:N0}"));
        Row("cached share", chat => Line($"{chat.CachedShare:P1}"));
        Row("USD a million of them", chat => Line($"{chat.PromptPrice:F4}"));
        Row("completion tokens", chat => Line($"{chat.CompletionTokens:N0}"));
        Row("USD in all", chat => Line($"{chat.Cost:F6}"));
        output.WriteLine(Line($"The cached share is {Gain:F1} times as large, and {1 - InSteps.Cost / Sliding.Cost:P0} of the money is saved."));

        void Row(string name, Func<Chat, string> value) => output.WriteLine(Line($"{name,-24}{value(InSteps),14}{value(Sliding),14}"));
    }

    /// <summary>From some 60 to some 360 tokens, no two turns the same.</summary>
    private static string Text(int turn) =>
        string.Join(' ', Enumerable.Range(0, 3 + turn * 7 % 16).Select(sentence => Line($"In note {turn}.{sentence} the river carries every small stone a little further than anyone would expect, while lamps along quiet streets answer.")));

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

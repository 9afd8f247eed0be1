using Microsoft.Extensions.Options;
using Orchestrator.Conversations;
using Orchestrator.Quota;
using Orchestrator.Tokens;

namespace Orchestrator.Requests;

/// <summary>Says what a turn takes of its model's window, and what it took when it is kept. Only where the model's window is known, or the client named a threshold: counting is not free.</summary>
internal sealed class WindowSteps(ContextWindows windows, IOptions<QuotaOptions> quota)
{
    public WindowAsked? Ask(ChatRequest request)
    {
        if (windows.Of(request.Prompt.Model).Size is null && request.CompactAbove is null) return null;
        return new WindowAsked
        {
            Model = request.Prompt.Model,
            Front = TokenCounter.Of(request.Instructions) + TokenCounter.Of(request.Prompt.Parameters.Span),
            Input = TokenCounter.Of(request.Prompt.Messages),
            Answer = request.Prompt.MaxTokens ?? quota.Value.Quota.AssumedCompletionTokens,
            Opens = TurnWeight.MayOpen(request.Prompt.Messages),
            MayDrop = request.MayDropTurns,
            CompactAbove = request.CompactAbove,
        };
    }

    /// <summary>What a prompt takes, estimated.</summary>
    public static long TokensOf(Prompt prompt) => TokenCounter.Of(prompt.Messages) + TokenCounter.Of(prompt.Parameters.Span);

    /// <summary>What is sent with a turn that has begun.</summary>
    public static TurnWindow Sent(TurnStart.Started started, WindowAsked? asked) => new()
    {
        From = started.From,
        Summary = started.Summary,
        InputTokens = asked?.Input ?? 0,
        FrontTokens = asked is null ? 0 : asked.Front + (started.Summary is { } summary ? TokenCounter.Of(summary) : 0),
    };

    /// <summary>The same with another summary.</summary>
    public static TurnWindow With(Message summary, TurnWindow window)
    {
        var old = window.Summary is { } before ? TokenCounter.Of(before) : 0;
        return window with { Summary = summary, FrontTokens = window.FrontTokens - old + TokenCounter.Of(summary) };
    }

    /// <summary>The same with what came back.</summary>
    public static TurnWindow Counted(TurnWindow window, Message output) => window.InputTokens == 0 ? window : window with { OutputTokens = TokenCounter.Of(output) };

    public static ChatOutcome.Invalid TooLong(TurnStart.Overflow overflow) => new(
        $"The conversation does not fit the model's context window: at least {overflow.Asked} tokens would have to be sent, with room for the answer, and {overflow.Limit} is the most.",
        "input", "context_length_exceeded");
}

using System.Collections.Immutable;
using Orchestrator.Tokens;

namespace Orchestrator.Conversations;

/// <summary>What one conversation's turns weigh, counted once each, and from which of them on it is sent.</summary>
internal sealed class WindowBook(ContextWindows windows)
{
    private readonly List<TurnCount> _counts = [];
    private readonly List<bool> _opens = [];

    /// <summary>How much of the history goes with the turn of that number. As it was the last time, unless it does not fit any more.</summary>
    public TurnStart Open(History history, int number, WindowAsked? asked)
    {
        var last = number == 0 ? TurnWindow.Whole : history[number - 1].Window;
        if (asked is null || Terms(asked) is not { IsEmpty: false } choices) return Started(history, number, last.From, last.Summary, []);

        CountUpTo(history, number);
        var tokens = new TurnTokens(_counts[..number]);
        var weights = tokens.Weights.Select((weight, turn) => new TurnWeight(weight, _opens[turn])).ToList();
        var summary = last.Summary is { } old ? TokenCounter.Of(old) : 0;
        var asking = new Asking(tokens.Expect(asked.Front), tokens.Expect(summary), tokens.Expect(asked.Input), asked.Answer, asked.Opens);
        var (decision, terms) = Decide(weights, last.From, asking, choices);
        var fitsWhole = ContextWindow.Decide(weights, last.From, asking, choices[^1]) is WindowDecision.Fits;
        return decision switch
        {
            WindowDecision.Overflow overflow => new TurnStart.Overflow(overflow.Asked, overflow.Limit),
            WindowDecision.Shrink shrink => Shrunk(history, number, last, shrink.From, terms) with { FitsFrom = fitsWhole ? last.From : null },
            _ => Started(history, number, last.From, last.Summary, []),
        };
    }

    /// <summary>The first terms under which it can be sent; where there are none, what the last say. A threshold of the client's refuses nothing.</summary>
    private static (WindowDecision Decision, WindowTerms Terms) Decide(List<TurnWeight> weights, int from, Asking asking, ImmutableArray<WindowTerms> choices)
    {
        foreach (var terms in choices[..^1])
        {
            if (ContextWindow.Decide(weights, from, asking, terms) is not WindowDecision.Overflow and var decision) return (decision, terms);
        }

        return (ContextWindow.Decide(weights, from, asking, choices[^1]), choices[^1]);
    }

    /// <summary>A turn is not what it was.</summary>
    public void Forget()
    {
        _counts.Clear();
        _opens.Clear();
    }

    private static TurnStart.Started Shrunk(History history, int number, TurnWindow last, int from, WindowTerms terms)
    {
        if (terms.Policy is not WindowPolicy.Summarise) return Started(history, number, from, last.Summary, []);
        ImmutableArray<Message> old = last.Summary is { } summary ? [summary] : [];
        return Started(history, number, from, last.Summary, [.. old, .. history.Between(last.From, from)]);
    }

    private static TurnStart.Started Started(History history, int number, int from, Message? summary, ImmutableArray<Message> toSummarise) =>
        new(number, history.Between(from, number)) { From = from, Summary = summary, ToSummarise = toSummarise };

    /// <summary>The terms to try, one after the other: the client's threshold, then the model's window. Empty where neither is known.</summary>
    private ImmutableArray<WindowTerms> Terms(WindowAsked asked)
    {
        var terms = windows.Of(asked.Model);
        if (asked.MayDrop && terms.Policy is WindowPolicy.Refuse) terms = terms with { Policy = WindowPolicy.DropOldest };
        if (asked.CompactAbove is not { } threshold) return terms.Size is null ? [] : [terms];
        // A threshold is of the prompt alone, a window is of the answer too.
        var size = Math.Min(terms.Size ?? long.MaxValue, threshold > long.MaxValue - asked.Answer ? long.MaxValue : threshold + asked.Answer);
        return [terms with { Policy = WindowPolicy.Summarise, Size = size }, terms];
    }

    private void CountUpTo(History history, int number)
    {
        for (var turn = _counts.Count; turn < number; turn++)
        {
            var kept = history[turn];
            var input = kept.Window.InputTokens > 0 ? kept.Window.InputTokens : TokenCounter.Of(kept.Input);
            var output = kept.Window.OutputTokens > 0 || kept.Output is null ? kept.Window.OutputTokens : TokenCounter.Of(kept.Output);
            // Where nobody counted what stood in front, the provider's count cannot be compared with any other.
            var usage = kept.Window.InputTokens > 0 ? kept.Usage : null;
            _counts.Add(new TurnCount(input, output, usage, kept.Window.From, kept.Window.FrontTokens));
            _opens.Add(TurnWeight.MayOpen(kept.Input));
        }
    }
}

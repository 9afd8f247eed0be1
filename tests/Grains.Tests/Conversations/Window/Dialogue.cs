namespace Orchestrator.Conversations;

/// <summary>One round of a dialogue: the tokens of what is said and of what comes back, and whether it opens with a user or answers the call of a tool.</summary>
internal sealed record Round(int Input, int Output, bool Opens);

/// <summary>A conversation that goes on for as long as its window lets it: each prompt that was sent, and what was decided about it.</summary>
internal sealed class Dialogue(WindowTerms terms, long front, long answer)
{
    private readonly List<TurnWeight> _turns = [];
    private int _from;
    private bool _summarised;

    public List<Sent> Prompts { get; } = [];

    public WindowDecision? End { get; private set; }

    public static Dialogue Of(IEnumerable<Round> rounds, WindowTerms terms, long front = 0, long answer = 0)
    {
        var dialogue = new Dialogue(terms, front, answer);
        foreach (var round in rounds) dialogue.Say(round);
        return dialogue;
    }

    private void Say(Round round)
    {
        if (End is not null) return;
        var decision = ContextWindow.Decide(_turns, _from, new Asking(front, _summarised ? terms.SummaryTokens : 0, round.Input, answer, round.Opens), terms);
        switch (decision)
        {
            case WindowDecision.Overflow:
                End = decision;
                return;
            case WindowDecision.Shrink shrink:
                _from = shrink.From;
                _summarised = terms.Policy is WindowPolicy.Summarise;
                break;
        }

        Prompts.Add(Compose(round, decision));
        _turns.Add(new TurnWeight(round.Input + round.Output, round.Opens));
    }

    /// <summary>Messages are told apart by the turn they come from; the summary is another after each shrink.</summary>
    private Sent Compose(Round round, WindowDecision decision)
    {
        List<string> messages = ["front"];
        if (_summarised) messages.Add($"summary of 0 to {_from - 1}");
        var tokens = front + (_summarised ? terms.SummaryTokens : 0) + round.Input;
        for (var turn = _from; turn < _turns.Count; turn++)
        {
            messages.AddRange($"input {turn}", $"output {turn}");
            tokens += _turns[turn].Tokens;
        }

        messages.Add($"input {_turns.Count}");
        return new Sent(messages, tokens, _from, decision, _from < _turns.Count ? _turns[_from].Opens : round.Opens);
    }
}

/// <summary>One prompt: its messages, its tokens without the answer, the turn it begins with, what was decided about it, and whether its first message may be the first.</summary>
internal sealed record Sent(List<string> Messages, long Tokens, int From, WindowDecision Decision, bool Opens);

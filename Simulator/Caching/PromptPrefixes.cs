namespace Orchestrator.Simulator;

/// <summary>The places in one prompt where a cached prefix may end, and the place where its answer will.</summary>
internal sealed class PromptPrefixes
{
    private readonly StableHash _conversation;
    private readonly string _begun;

    public PromptPrefixes(Ask ask, string account)
    {
        var hash = StableHash.Start.Add(account).Add(ask.UserId).Add(ask.Model).Add(ask.Tools);
        var tokens = TokenEstimate.Of(ask.Tools);
        var points = new List<PrefixPoint>(ask.Messages.Count + 1);
        foreach (var message in ask.Messages)
        {
            hash = message.AddTo(hash);
            points.Add(new PrefixPoint(hash, tokens += message.Tokens));
        }

        _conversation = hash;
        _begun = ask.Prefix?.Content ?? "";
        if (ask.Prefix is { } prefix)
            points.Add(new PrefixPoint(prefix.AddTo(hash), tokens + prefix.Tokens));
        Points = [.. points];
    }

    public PrefixPoint[] Points { get; }

    /// <summary>The prefix that the next turn will start with: the conversation and this answer.</summary>
    public StableHash After(Answer answer)
    {
        CalledFunctionBody[] calls = answer.Call is { } call ? [new CalledFunctionBody(call.Name, call.Arguments)] : [];
        return new Message("assistant", _begun + answer.Text, calls, Tokens: 0).AddTo(_conversation);
    }
}

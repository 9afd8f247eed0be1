namespace Orchestrator.Simulator;

/// <summary>One message of a prompt, as the model sees it.</summary>
internal sealed record Message(string Role, string Content, IReadOnlyList<CalledFunctionBody> Calls, int Tokens)
{
    /// <summary>What the model thought before it; it counts only in an answer that is to be continued.</summary>
    public string Reasoning { get; init; } = "";

    public static Message Of(MessageBody body)
    {
        var content = ContentText.Of(body.Content);
        CalledFunctionBody[] calls = body.ToolCalls is { Count: > 0 } made
            ? [.. made.Select(call => call.Function ?? new CalledFunctionBody(null, null))]
            : [];
        var tokens = TokenEstimate.Of(content)
            + (ContentText.ImagesIn(body.Content) * TokenEstimate.Image)
            + calls.Sum(call => TokenEstimate.Of(call.Name) + TokenEstimate.Of(call.Arguments));
        return new Message(body.Role!, content, calls, tokens) { Reasoning = body.HasReasoning ? body.ReasoningContent.GetString()! : "" };
    }

    public StableHash AddTo(StableHash hash)
    {
        hash = hash.Add(Role).Add(Content);
        foreach (var call in Calls)
            hash = hash.Add(call.Name).Add(call.Arguments);
        return hash;
    }
}

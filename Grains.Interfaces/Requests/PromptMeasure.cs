namespace Orchestrator.Requests;

/// <summary>How much a request would send.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.prompt-measure")]
public abstract record PromptMeasure
{
    private PromptMeasure() { }

    /// <summary>So many tokens, as they are estimated: instructions, what was said before and is sent, the new messages, tools and other parameters.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.prompt-measure.measured")]
    public sealed record Measured([property: Id(0)] long Tokens) : PromptMeasure;

    /// <summary>It could not begin, and ends as the request would.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.prompt-measure.impossible")]
    public sealed record Impossible([property: Id(0)] ChatOutcome Outcome) : PromptMeasure;
}

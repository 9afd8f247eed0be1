namespace Orchestrator.Responses;

/// <summary>Whose names the events of a response bear, where the two specifications differ.</summary>
public enum WireDialect
{
    /// <summary>OpenAI's: <c>response.reasoning_text.delta</c>, and a failure is told by <c>response.failed</c> alone.</summary>
    OpenAI,

    /// <summary>The Open Responses specification's: <c>response.reasoning.delta</c>, and in front of <c>response.failed</c> stands an <c>error</c> event.</summary>
    OpenResponses,
}

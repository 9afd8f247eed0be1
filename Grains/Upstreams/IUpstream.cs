namespace Orchestrator.Upstreams;

/// <summary>A provider that can be asked.</summary>
internal interface IUpstream
{
    /// <summary>Makes the call and answers with how it ended; it throws only for bugs. Chunks of a streamed prompt go to the sink.</summary>
    Task<UpstreamOutcome> Complete(UpstreamCall call, IChunkSink? sink, CancellationToken client);
}

/// <summary>One call: what is asked, under which of the provider's model names, and whether the assistant's message is wanted back.</summary>
/// <param name="MaxTokens">The most tokens that may come back, where the prompt does not say it.</param>
/// <param name="Prefix">The beginning of the answer, which is to be continued; null where it starts anew.</param>
internal readonly record struct UpstreamCall(Prompt Prompt, string Model, bool KeepMessage, int? MaxTokens = null, Message? Prefix = null);

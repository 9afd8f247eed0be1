namespace Orchestrator.Upstreams;

/// <summary>Decides whether an answer that came with status 200 is one. Only a finish reason that the model gave counts; <c>insufficient_system_resource</c> and <c>aborted</c> are the provider's refusals.</summary>
internal static class AnswerVerdict
{
    /// <summary>The code of an answer that ended before it was whole.</summary>
    public const string Incomplete = "upstream_incomplete_answer";

    /// <summary>What is wrong with the answer; null where it is whole.</summary>
    public static UpstreamFailure? Of(in AnswerFacts facts) => facts switch
    {
        { Error: { } error } => error,
        { FinishReason: null } => Malformed("The upstream's answer ended without a finish reason.", Incomplete),
        { FinishReason: "insufficient_system_resource" or "aborted" } => new UpstreamFailure
        {
            Kind = UpstreamFailureKind.Broken,
            Message = $"The upstream stopped the answer: {facts.FinishReason}.",
            Code = facts.FinishReason,
        },
        _ => null,
    };

    public static UpstreamFailure NotJson() => Malformed("The upstream's answer is not the JSON that the wire format demands.", "upstream_malformed_answer");

    public static UpstreamFailure NotDone() => Malformed("The upstream's stream ended without [DONE].", Incomplete);

    public static UpstreamFailure TooLarge(int most) => Malformed($"The upstream's answer is larger than {most} bytes.", "upstream_answer_too_large");

    public static UpstreamFailure Lost() => new()
    {
        Kind = UpstreamFailureKind.Unreachable,
        Message = "The connection to the upstream was lost before the answer was whole.",
        Code = "upstream_connection_lost",
    };

    private static UpstreamFailure Malformed(string message, string code) => new() { Kind = UpstreamFailureKind.Malformed, Message = message, Code = code };
}

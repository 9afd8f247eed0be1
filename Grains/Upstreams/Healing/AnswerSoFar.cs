namespace Orchestrator.Upstreams;

/// <summary>What the client has of one answer over all attempts at it, and what they cost: enough to continue it when it breaks.</summary>
internal sealed class AnswerSoFar(UpstreamCall call, int mostBytes)
{
    private const int BytesPerToken = 4;

    private readonly long _promptEstimate = Estimate(call.Prompt);
    private readonly PaidUsage _paid = new();
    private ReadOnlyMemory<byte>? _first;
    private ChunkSplice? _splice;
    private long _bytes;
    private bool _healed;

    public AssistantMessage Message { get; } = new(call.KeepMessage);

    /// <summary>The next call; null where the answer cannot be continued.</summary>
    public UpstreamCall? Next()
    {
        if (_first is null || Continuation.Next(call, Message, _paid.Observed) is not { } next) return null;
        _splice ??= new ChunkSplice(_first.Value);
        _healed = true;
        return next;
    }

    /// <summary>The chunk as it belongs into the one stream that the client reads; null where nothing of it does.</summary>
    /// <param name="chunk">The chunk as the provider sent it.</param>
    /// <param name="usage">What the provider has counted in this attempt so far.</param>
    public ReadOnlyMemory<byte>? Fit(ReadOnlyMemory<byte> chunk, TokenUsage? usage)
    {
        _first ??= chunk;
        _bytes += chunk.Length;
        if (_bytes > mostBytes) Message.GiveUpContinuing();
        return _splice is null ? chunk : _splice.Rewrite(chunk, _paid.Sum(usage, _promptEstimate));
    }

    /// <summary>The whole message, where it is wanted.</summary>
    public Message? BuildMessage() => call.KeepMessage ? Message.Build() : null;

    /// <summary>An attempt ended before the answer was whole.</summary>
    public void Broke(in AnswerFacts facts) => _paid.Ended(facts.Usage, facts.Pieces, facts.ReasoningPieces);

    /// <summary>What all attempts cost, the last of which the provider counted so.</summary>
    public TokenUsage? Sum(TokenUsage? last) => _healed && last is { } counted ? PaidUsage.Add(_paid.Sum(counted, _promptEstimate), counted) : last;

    /// <summary>The outcome of all attempts: a failure after a continuation tells what all of them cost beyond the prompt itself.</summary>
    public UpstreamOutcome Settle(UpstreamOutcome last) => !_healed ? last : last switch
    {
        UpstreamOutcome.Failed failed => failed with { ObservedTokens = Extra },
        UpstreamOutcome.ClientGone => new UpstreamOutcome.ClientGone(Extra),
        _ => last,
    };

    private long Extra => Math.Max(0, _paid.Sum(null, _promptEstimate).Total - _promptEstimate);

    private static long Estimate(Prompt prompt) => (prompt.Messages.Sum(message => (long)message.Json.Length) + prompt.Parameters.Length + BytesPerToken - 1) / BytesPerToken;
}

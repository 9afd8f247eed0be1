using System.Collections.Immutable;
using System.Diagnostics;

namespace Orchestrator.Telemetry;

/// <summary>One request's walk as it is written down: who asked, when it reached each step, how it ended, what it used. Ids and numbers, and nothing of what was said.</summary>
internal sealed class RequestWalk(RequestId id, TenantId tenant, string key, ModelName model, string? trace, DateTimeOffset cameAt, long start)
{
    /// <summary>What stands for a model that nobody serves: its name is the client's own text and is not kept.</summary>
    public static readonly ModelName UnknownModel = new("(unknown)");

    private static readonly int s_steps = Enum.GetValues<WalkStep>().Length;

    // Microseconds since the start; 0 where the step was not reached.
    private readonly uint[] _offsets = new uint[s_steps];

    public RequestId Id { get; } = id;

    public TenantId Tenant { get; } = tenant;

    /// <summary>The id of the key, which is no secret.</summary>
    public string Key { get; } = key;

    public ModelName Model { get; private set; } = model;

    /// <summary>The W3C trace that the request belongs to; null where there is none.</summary>
    public string? Trace { get; } = trace;

    public DateTimeOffset CameAt { get; } = cameAt;

    public WalkEnd End { get; private set; }

    /// <summary>The limit that refused, and when it said to come back; null where none did, or where it can never cover the request.</summary>
    public (string Limit, TimeSpan? RetryAfter)? Refusal { get; private set; }

    /// <summary>What went wrong, as a word of ours; null where nothing did.</summary>
    public string? Error { get; private set; }

    /// <summary>The status that the provider answered with, or that we did; null where there is none to tell.</summary>
    public int? Status { get; private set; }

    public ResponseId? Response { get; private set; }

    /// <summary>What all its calls used, in tokens.</summary>
    public TokenUsage Tokens { get; private set; }

    /// <summary>What all its calls cost, in billionths of the currency's unit.</summary>
    public long Cost { get; private set; }

    /// <summary>Whether a call's use was counted by nobody.</summary>
    public bool Uncounted { get; private set; }

    /// <summary>How long its calls waited for a place at an upstream, over all attempts.</summary>
    public TimeSpan WaitedForPlace { get; private set; }

    /// <summary>The calls that were sent for it, in the order in which they ended.</summary>
    public ImmutableArray<WalkAttempt> Attempts { get; private set; } = [];

    /// <summary>How long it took; zero while it runs.</summary>
    public TimeSpan Took { get; private set; }

    /// <summary>Whether the walk has ended.</summary>
    public bool HasEnded => Took != TimeSpan.Zero;

    /// <summary>When the step was reached, since the request came; null where it was not.</summary>
    public TimeSpan? At(WalkStep step) => _offsets[(int)step] is > 0 and var offset ? TimeSpan.FromMicroseconds(offset) : null;

    /// <summary>A step is reached once; what says so again changes nothing.</summary>
    public void Mark(WalkStep step, long timestamp, TimeProvider clock)
    {
        ref var offset = ref _offsets[(int)step];
        if (offset == 0) offset = (uint)Math.Clamp(clock.GetElapsedTime(start, timestamp).TotalMicroseconds, 1, uint.MaxValue);
    }

    /// <summary>Adds what one call used; null where nobody counted it.</summary>
    public void Charge(TokenUsage? tokens, long cost)
    {
        if (tokens is not { } used) Uncounted = true;
        else Tokens = new TokenUsage(Tokens.Prompt + used.Prompt, Tokens.Completion + used.Completion, Tokens.Cached + used.Cached, Tokens.Reasoning + used.Reasoning);
        Cost += cost;
    }

    /// <summary>Says which attempts its call came to, counted from when the call began, and how long they waited for a place.</summary>
    public void Called(long began, TimeSpan waited, IEnumerable<WalkAttempt> attempts, TimeProvider clock)
    {
        var offset = clock.GetElapsedTime(start, began);
        Attempts = [.. attempts.Select(attempt => attempt with { After = offset + attempt.After })];
        WaitedForPlace = waited;
    }

    public void Completed(ResponseId? response) => (End, Response) = (WalkEnd.Completed, response);

    public void Refused(string limit, TimeSpan? retryAfter) => (End, Refusal, Status) = (WalkEnd.Refused, (limit, retryAfter), 429);

    public void UpstreamFailed(UpstreamFailureKind kind, int? status) => (End, Error, Status) = (WalkEnd.UpstreamFailed, kind.ToString(), status);

    public void Invalid(string code, int status) => (End, Error, Status) = (WalkEnd.Invalid, code, status);

    public void NobodyServesTheModel() => Model = UnknownModel;

    public void ClientGone() => End = WalkEnd.ClientGone;

    /// <summary>Nothing is changed after this.</summary>
    public void Stop(TimeProvider clock)
    {
        var took = clock.GetElapsedTime(start);
        Took = took > TimeSpan.Zero ? took : TimeSpan.FromTicks(1);
        if (End is WalkEnd.Broken) Error = nameof(WalkEnd.Broken);
        Debug.Assert(HasEnded);
    }
}

namespace Orchestrator.Simulator;

/// <summary>How one request is treated: its pace first, then what goes wrong, then how often.</summary>
public sealed record Behaviour
{
    /// <summary>As fast as possible and nothing wrong.</summary>
    public static readonly Behaviour Honest = new();

    /// <summary>Silence before the headers.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Time between the headers and the first token.</summary>
    public TimeSpan FirstToken { get; init; }

    /// <summary>Tokens per second; zero is as fast as possible.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Fraction by which each wait may be longer or shorter, 0 to 1.</summary>
    public double Jitter { get; init; }

    /// <summary>Longest silence before a sign of life; null is the option's value, zero is never.</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>Exact number of tokens in the answer, reasoning not counted.</summary>
    public int? Tokens { get; init; }

    /// <summary>Refuse with this status.</summary>
    public int? Status { get; init; }

    /// <summary>Value of Retry-After: seconds, <c>date+seconds</c> for an HTTP date that far ahead, or any text.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Refuse with 429, naming this as the concurrency limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Close the connection instead of answering.</summary>
    public bool CutBeforeHeaders { get; init; }

    /// <summary>Close the connection after this many chunks with tokens; zero is right after the headers.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Close the connection of a stream at a random place between its first chunk and its last; one that continues an answer is left whole.</summary>
    public bool CutRandom { get; init; }

    /// <summary>Close the connection in the middle of the bytes of the chunk that follows this many.</summary>
    public int? CutInside { get; init; }

    /// <summary>Fall silent after this many chunks, with the socket open.</summary>
    public int? StallAfter { get; init; }

    /// <summary>A stalled reply still gives signs of life.</summary>
    public bool StallAlive { get; init; }

    /// <summary>End the stream without <c>[DONE]</c>.</summary>
    public bool NoDone { get; init; }

    /// <summary>End the answer without a finish reason.</summary>
    public bool NoFinish { get; init; }

    /// <summary>Finish with this reason.</summary>
    public string? Finish { get; init; }

    /// <summary>Send unreadable JSON in place of the chunk that follows this many.</summary>
    public int? GarbageAfter { get; init; }

    /// <summary>Send an error object inside the 200 after this many chunks, and end.</summary>
    public int? ErrorAfter { get; init; }

    /// <summary>Answer without any content.</summary>
    public bool Empty { get; init; }

    /// <summary>Answer with whitespace until the token limit, as JSON mode may.</summary>
    public bool Whitespace { get; init; }

    /// <summary>Apply to this many requests only.</summary>
    public int? Times { get; init; }

    /// <summary>The chance that this applies to a request, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Reads the compact form, for example <c>ttft=300; tps=50; cut-after=10</c>.</summary>
    /// <exception cref="FormatException">A key or a value is not known; the message names it.</exception>
    public static Behaviour Parse(string text) =>
        BehaviourText.TryParse(text, Honest, out var behaviour, out var complaint)
            ? behaviour
            : throw new FormatException(complaint);
}

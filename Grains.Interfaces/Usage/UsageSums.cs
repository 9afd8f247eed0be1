using System.Collections.Immutable;

namespace Orchestrator.Usage;

/// <summary>What a number of requests used together. Tokens are as the provider counted them; <c>CachedTokens</c> are part of <c>PromptTokens</c>, <c>ReasoningTokens</c> of <c>CompletionTokens</c>. Sums end at the most a <see cref="long"/> holds.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.usage-sums")]
public sealed record UsageSums
{
    public static readonly UsageSums None = new();

    /// <summary>Requests that ended, however they did.</summary>
    [Id(0)] public long Requests { get; init; }

    [Id(1)] public long Completed { get; init; }

    [Id(2)] public long ClientGone { get; init; }

    [Id(3)] public long PromptTokens { get; init; }

    [Id(4)] public long CachedTokens { get; init; }

    [Id(5)] public long CompletionTokens { get; init; }

    [Id(6)] public long ReasoningTokens { get; init; }

    /// <summary>Money, in billionths of the currency's unit; calls of models without a price cost nothing here.</summary>
    [Id(7)] public long Cost { get; init; }

    /// <summary>Requests with a call whose tokens nobody counted: neither they nor their cost are in the sums.</summary>
    [Id(8)] public long Uncounted { get; init; }

    /// <summary>How long the completed requests took together, in microseconds.</summary>
    [Id(9)] public long TookMicroseconds { get; init; }

    /// <summary>Requests that were refused, by the name of the limit.</summary>
    [Id(10)] public ImmutableSortedDictionary<string, long> Refusals { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Requests that failed or were not valid, by what was wrong.</summary>
    [Id(11)] public ImmutableSortedDictionary<string, long> Errors { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    public static UsageSums operator +(UsageSums left, UsageSums right) => left.Plus(right);

    public UsageSums Plus(UsageSums other) => new()
    {
        Requests = Sum(Requests, other.Requests),
        Completed = Sum(Completed, other.Completed),
        ClientGone = Sum(ClientGone, other.ClientGone),
        PromptTokens = Sum(PromptTokens, other.PromptTokens),
        CachedTokens = Sum(CachedTokens, other.CachedTokens),
        CompletionTokens = Sum(CompletionTokens, other.CompletionTokens),
        ReasoningTokens = Sum(ReasoningTokens, other.ReasoningTokens),
        Cost = Sum(Cost, other.Cost),
        Uncounted = Sum(Uncounted, other.Uncounted),
        TookMicroseconds = Sum(TookMicroseconds, other.TookMicroseconds),
        Refusals = Sum(Refusals, other.Refusals),
        Errors = Sum(Errors, other.Errors),
    };

    public bool Equals(UsageSums? other) => other is not null
        && (Requests, Completed, ClientGone, PromptTokens, CachedTokens, CompletionTokens, ReasoningTokens) ==
            (other.Requests, other.Completed, other.ClientGone, other.PromptTokens, other.CachedTokens, other.CompletionTokens, other.ReasoningTokens)
        && (Cost, Uncounted, TookMicroseconds) == (other.Cost, other.Uncounted, other.TookMicroseconds)
        && Refusals.SequenceEqual(other.Refusals) && Errors.SequenceEqual(other.Errors);

    public override int GetHashCode() => HashCode.Combine(Requests, PromptTokens, CompletionTokens, Cost);

    private static long Sum(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;

    private static ImmutableSortedDictionary<string, long> Sum(ImmutableSortedDictionary<string, long> left, ImmutableSortedDictionary<string, long> right)
    {
        if (right.IsEmpty) return left;
        if (left.IsEmpty) return right;
        var sum = left.ToBuilder();
        foreach (var (name, count) in right) sum[name] = Sum(sum.GetValueOrDefault(name), count);
        return sum.ToImmutable();
    }
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Orchestrator.Telemetry;

namespace Orchestrator.Usage;

/// <summary>Sums that grow request by request.</summary>
internal sealed class UsageTally
{
    private Dictionary<string, long>? _refusals;
    private Dictionary<string, long>? _errors;
    private long _requests;
    private long _completed;
    private long _gone;
    private long _uncounted;
    private long _took;
    private long _cost;
    private TokenUsage _tokens;

    public void Add(RequestWalk walk)
    {
        _requests++;
        var used = walk.Tokens;
        _tokens = new TokenUsage(Sum(_tokens.Prompt, used.Prompt), Sum(_tokens.Completion, used.Completion), Sum(_tokens.Cached, used.Cached), Sum(_tokens.Reasoning, used.Reasoning));
        _cost = Sum(_cost, walk.Cost);
        if (walk.Uncounted) _uncounted++;
        if (walk.Refusal is { } refusal) Count(_refusals ??= [], refusal.Limit);
        if (walk.Error is { } error) Count(_errors ??= [], error);
        if (walk.End is WalkEnd.ClientGone) _gone++;
        if (walk.End is not WalkEnd.Completed) return;
        _completed++;
        _took = Sum(_took, walk.Took.Ticks / TimeSpan.TicksPerMicrosecond);
    }

    public UsageSums ToSums() => new()
    {
        Requests = _requests,
        Completed = _completed,
        ClientGone = _gone,
        PromptTokens = _tokens.Prompt,
        CachedTokens = _tokens.Cached,
        CompletionTokens = _tokens.Completion,
        ReasoningTokens = _tokens.Reasoning,
        Cost = _cost,
        Uncounted = _uncounted,
        TookMicroseconds = _took,
        Refusals = _refusals?.ToImmutableSortedDictionary() ?? UsageSums.None.Refusals,
        Errors = _errors?.ToImmutableSortedDictionary() ?? UsageSums.None.Errors,
    };

    private static void Count(Dictionary<string, long> counts, string name) => CollectionsMarshal.GetValueRefOrAddDefault(counts, name, out _)++;

    private static long Sum(long left, long right) => left > long.MaxValue - right ? long.MaxValue : left + right;
}

namespace Orchestrator.Simulator;

/// <summary>Counts what was ever served; clearing the journal does not touch it.</summary>
internal sealed class Totals
{
    private readonly long[] _ended = new long[Enum.GetValues<JournalState>().Length];
    private long _calls;
    private long _prompt;
    private long _hit;
    private long _completion;

    public long Calls => Volatile.Read(ref _calls);

    public long PromptTokens => Volatile.Read(ref _prompt);

    public long CacheHitTokens => Volatile.Read(ref _hit);

    public long CompletionTokens => Volatile.Read(ref _completion);

    public long Ended(JournalState state) => Volatile.Read(ref _ended[(int)state]);

    public void Called() => Interlocked.Increment(ref _calls);

    public void Ended(JournalEntry entry)
    {
        Interlocked.Increment(ref _ended[(int)entry.State]);
        if (entry.Usage is not { } usage)
            return;

        Interlocked.Add(ref _prompt, usage.PromptTokens);
        Interlocked.Add(ref _hit, usage.CacheHitTokens);
        Interlocked.Add(ref _completion, usage.CompletionTokens);
    }
}

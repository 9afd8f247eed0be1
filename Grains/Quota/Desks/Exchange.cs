namespace Orchestrator.Quota;

/// <summary>One exchange with the authority: what is stated, on whose behalf something is asked, and what came of it.</summary>
/// <param name="asking">The requests that wait, each with the hold at the same place of <paramref name="holds"/>; a desk that knows no plan yet has no holds.</param>
/// <param name="isDeclaration">Whether it only says to a new authority what was held.</param>
/// <param name="sentAt">In ticks of the monotonic clock.</param>
/// <param name="heardBy">Done when the authority has heard what was settled before this exchange, or does not answer.</param>
internal sealed class Exchange(
    List<Visitor> asking, List<Hold> holds, bool isDeclaration, LeaseStatement statement, long sentAt, TaskCompletionSource heardBy)
{
    public List<Visitor> Asking { get; } = asking;

    public List<Hold> Holds { get; } = holds;

    public bool IsDeclaration { get; } = isDeclaration;

    public LeaseStatement Statement { get; } = statement;

    public long SentAt { get; } = sentAt;

    public TaskCompletionSource HeardBy { get; } = heardBy;

    public LeaseAnswer? Answer { get; set; }

    public Exception? Failure { get; set; }
}

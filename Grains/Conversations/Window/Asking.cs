namespace Orchestrator.Conversations;

/// <summary>What is asked now, in tokens: all of it has to be sent, whatever is dropped of what was said before.</summary>
/// <param name="Front">What stands before everything that was said: instructions and tools, without a summary.</param>
/// <param name="Summary">The summary of what was dropped before, 0 where there is none. Another shrink writes another.</param>
/// <param name="Input">The new messages.</param>
/// <param name="Answer">The most that the answer may have.</param>
/// <param name="Opens">Whether the new messages may stand first, see <see cref="TurnWeight.MayOpen"/>.</param>
internal readonly record struct Asking(long Front, long Summary, long Input, long Answer, bool Opens);

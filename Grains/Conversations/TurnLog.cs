namespace Orchestrator.Conversations;

/// <summary>
/// One conversation's turns as an activation knows them, which is as the store has them. A write that failed may have happened all the
/// same: then the store is asked again before anything is built on it.
/// </summary>
internal sealed class TurnLog(ConversationStore store, GrainId conversation)
{
    private bool _inDoubt;

    public History History { get; private set; } = new();

    /// <summary>Reads what was said before the conversation's own turns.</summary>
    public async Task Open(ConversationHead head) => History = await store.ReadPast(conversation, head);

    /// <summary>Reads the turns that the store has beyond those that are known.</summary>
    public async Task ReadOn() => History.Append(await store.ReadTurns(conversation, History.Count));

    /// <summary>Writes the turn, then knows it. Where the write fails, it is in doubt.</summary>
    public async Task Append(Turn turn)
    {
        _inDoubt = true;
        await store.WriteTurn(conversation, turn);
        _inDoubt = false;
        History.Append(turn);
    }

    /// <summary>Writes a turn in place of the one of its number, then knows it.</summary>
    /// <param name="isOpening">Whether it is the one that the conversation began with.</param>
    public async Task Replace(Turn turn, bool isOpening)
    {
        await (isOpening ? store.ReplaceOpening(conversation, turn) : store.ReplaceTurn(conversation, turn));
        History.Replace(turn);
    }

    /// <summary>Ends the doubt about the last write. True where it turns out to have been written.</summary>
    public async Task<bool> ResolveDoubt()
    {
        if (!_inDoubt) return false;
        var known = History.Count;
        await ReadOn();
        _inDoubt = false;
        return History.Count > known;
    }
}

using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Orleans.Storage;

namespace Orchestrator.Conversations;

/// <summary>
/// Reads and writes the records of conversations: a head and one record per turn. Every record is written once, against an empty ETag,
/// so it is the store itself that refuses a second writer, with an <see cref="InconsistentStateException"/>. What is written once can be
/// read by anybody: forks read their ancestors' turns here and need none of their grains.
/// </summary>
internal sealed class ConversationStore(IGrainStorage storage)
{
    private const int FirstWindow = 16;
    private const int LargestWindow = 128;

    public Task<ConversationHead?> ReadHead(GrainId conversation) => Read<ConversationHead>("head", conversation);

    public Task WriteHead(GrainId conversation, ConversationHead head) => Write("head", conversation, head);

    /// <summary>The card with its ETag; null where nothing has changed yet.</summary>
    public async Task<(ConversationCard Card, string ETag)?> ReadCard(GrainId conversation)
    {
        var record = new GrainState<ConversationCard>();
        await storage.ReadStateAsync("card", conversation, record);
        return record.RecordExists ? (record.State!, record.ETag!) : null;
    }

    /// <summary>Writes the card over the one of that ETag, or where there is none. Answers with its own.</summary>
    public async Task<string> WriteCard(GrainId conversation, ConversationCard card, string? etag)
    {
        var record = new GrainState<ConversationCard>(card, etag);
        await storage.WriteStateAsync("card", conversation, record);
        return record.ETag!;
    }

    /// <summary>Removes the card of that ETag.</summary>
    public Task RemoveCard(GrainId conversation, string? etag) => storage.ClearStateAsync("card", conversation, new GrainState<ConversationCard>(new ConversationCard(), etag) { RecordExists = true });

    /// <summary>Writes the first messages in place of those that are stored.</summary>
    public async Task ReplaceOpening(GrainId conversation, Turn opening)
    {
        var record = new GrainState<ConversationHead>();
        await storage.ReadStateAsync("head", conversation, record);
        RequireVersion(conversation, record.State?.FirstVersion, opening);
        record.State = record.State! with { FirstMessages = opening.Input, FirstErased = opening.ErasedInput, FirstVersion = opening.Version };
        await storage.WriteStateAsync("head", conversation, record);
    }

    /// <summary>Writes a turn in place of the one that is stored.</summary>
    public async Task ReplaceTurn(GrainId conversation, Turn turn)
    {
        var record = new GrainState<Turn>();
        await storage.ReadStateAsync(TurnName(turn.Number), conversation, record);
        RequireVersion(conversation, record.State?.Version, turn);
        record.State = turn;
        await storage.WriteStateAsync(TurnName(turn.Number), conversation, record);
    }

    /// <summary>Removes turns from the last to the first named, so that what an interruption leaves has no hole.</summary>
    public async Task RemoveTurns(GrainId conversation, int first, int last)
    {
        for (var number = last; number >= first; number--) await Clear<Turn>(TurnName(number), conversation);
    }

    public Task RemoveHead(GrainId conversation) => Clear<ConversationHead>("head", conversation);

    /// <summary>Leaves of the head only what forks need of it.</summary>
    public async Task StripHead(GrainId conversation)
    {
        var record = new GrainState<ConversationHead>();
        await storage.ReadStateAsync("head", conversation, record);
        if (!record.RecordExists || record.State!.Metadata.IsEmpty) return;
        record.State = record.State with { Metadata = ImmutableDictionary<string, string>.Empty };
        await storage.WriteStateAsync("head", conversation, record);
    }

    /// <summary>Reads what was said before a conversation's own turns: its ancestors' turns, then its first messages.</summary>
    public async Task<History> ReadPast(GrainId conversation, ConversationHead head)
    {
        var past = new History();
        foreach (var ancestor in head.Ancestors)
        {
            var owner = Sibling(conversation, ancestor.Conversation);
            var ownersHead = await ReadHead(owner)
                ?? throw new InvalidOperationException($"The head of {owner} is missing from the store, though {conversation} is its fork.");
            if (ownersHead.Opening is { } theirs) past.Append(theirs);
            past.Append(await ReadTurns(owner, past.Count, ancestor.LastTurn));
        }

        if (head.Opening is { } opening) past.Append(opening);
        return past;
    }

    /// <summary>Where the past of a fork after that answer is stored, oldest first; null where there is no such answer.</summary>
    public async Task<ImmutableArray<Ancestor>?> FindAncestors(GrainId fork, ResponseId parent)
    {
        var owner = Sibling(fork, parent.Conversation);
        var turn = await ReadTurn(owner, parent.Turn);
        if (turn?.Response != parent) return null;
        return (await ReadHead(owner))?.Ancestors.Add(new Ancestor(parent.Conversation, parent.Turn));
    }

    public Task<Turn?> ReadTurn(GrainId conversation, int number) => Read<Turn>(TurnName(number), conversation);

    public Task WriteTurn(GrainId conversation, Turn turn) => Write(TurnName(turn.Number), conversation, turn);

    /// <summary>
    /// Reads a conversation's own turns in order, from <paramref name="first"/> to <paramref name="last"/>, or to the last there is where
    /// that is null. Nobody keeps count of them: windows of parallel reads grow until a turn is missing.
    /// </summary>
    public async Task<List<Turn>> ReadTurns(GrainId conversation, int first, int? last = null)
    {
        var turns = new List<Turn>();
        var window = FirstWindow;
        for (var from = first; from <= (last ?? int.MaxValue); window = Math.Min(window * 2, LargestWindow))
        {
            var size = last is { } end ? Math.Min(window, end - from + 1) : window;
            var records = await Task.WhenAll(Enumerable.Range(from, size).Select(number => ReadTurn(conversation, number)));
            from += size;
            var found = Array.IndexOf(records, null) is var hole and >= 0 ? hole : size;
            turns.AddRange(records.Take(found)!);
            if (found == size) continue;
            if (last is not null || records.AsSpan(found).ContainsAnyExcept((Turn?)null)) ThrowHole(conversation, from - size + found);
            break;
        }

        return turns;
    }

    // The tenant is the fork's own, so a foreign parent is a missing one.
    private static GrainId Sibling(GrainId conversation, ConversationId other) =>
        GrainId.Create(conversation.Type, ConversationKey.Of(ConversationKey.Parse(conversation.Key.ToString()!).Tenant, other));

    // What another activation took out must not come back.
    private static void RequireVersion(GrainId conversation, int? stored, Turn turn)
    {
        if (stored != turn.Version - 1) throw new InconsistentStateException($"Turn {turn.Number} of {conversation} was rewritten by another activation.");
    }

    private static string TurnName(int number) => $"turn-{number}";

    private async Task<T?> Read<T>(string name, GrainId conversation) where T : class
    {
        var record = new GrainState<T>();
        await storage.ReadStateAsync(name, conversation, record);
        return record.RecordExists ? record.State : null;
    }

    private async Task Clear<T>(string name, GrainId conversation) where T : class
    {
        var record = new GrainState<T>();
        await storage.ReadStateAsync(name, conversation, record);
        if (record.RecordExists) await storage.ClearStateAsync(name, conversation, record);
    }

    private Task Write<T>(string name, GrainId conversation, T value) where T : class =>
        storage.WriteStateAsync(name, conversation, new GrainState<T>(value));

    // Going on would mean to speak to the model, and to the tenant, from a past with something missing in the middle.
    [DoesNotReturn]
    private static void ThrowHole(GrainId conversation, int number) =>
        throw new InvalidOperationException($"Turn {number} of {conversation} is missing from the store, though a later one is there or known.");
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class ConversationStoreTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly RecordStore _records = new();
    private readonly ConversationStore _store;
    private readonly GrainId _conversation = GrainId.Create("conversation", ConversationKey.Of(new TenantId("acme"), ConversationId.Create()));

    public ConversationStoreTests() => _store = new ConversationStore(_records.For(_services.GetRequiredService<Serializer>()));

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(0), InlineData(1), InlineData(15), InlineData(16), InlineData(17), InlineData(47), InlineData(48), InlineData(49), InlineData(500)]
    public async Task Turns_are_read_to_the_last_whatever_their_number(int count)
    {
        await Write(count);

        var turns = await _store.ReadTurns(_conversation, first: 0);

        Assert.Equal(Enumerable.Range(0, count), turns.Select(turn => turn.Number));
    }

    [Fact]
    public async Task Turns_are_read_from_the_first_to_the_last_that_is_asked_for()
    {
        await Write(60);

        var turns = await _store.ReadTurns(_conversation, first: 10, last: 40);

        Assert.Equal(Enumerable.Range(10, 31), turns.Select(turn => turn.Number));
    }

    [Fact]
    public async Task A_record_is_written_once()
    {
        await Write(1);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _store.WriteTurn(_conversation, TurnOf(0, "another")));

        Assert.Equal("0", Talk.Hear((await _store.ReadTurn(_conversation, 0))!.Input[0]));
    }

    [Fact]
    public async Task A_missing_turn_before_a_later_one_is_told_by_its_number()
    {
        await Write(20);
        _records.Remove("turn-7", _conversation);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _store.ReadTurns(_conversation, first: 0));

        Assert.StartsWith("Turn 7 of ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_turn_of_a_known_past_is_told_by_its_number()
    {
        await Write(20);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => _store.ReadTurns(_conversation, first: 0, last: 20));

        Assert.StartsWith("Turn 20 of ", failure.Message, StringComparison.Ordinal);
    }

    private async Task Write(int count)
    {
        for (var number = 0; number < count; number++) await _store.WriteTurn(_conversation, TurnOf(number, $"{number}"));
    }

    private static Turn TurnOf(int number, string said) => new() { Number = number, Input = [Talk.Say(said)], At = DateTimeOffset.UnixEpoch };
}

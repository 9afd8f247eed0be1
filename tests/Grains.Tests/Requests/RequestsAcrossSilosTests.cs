using Orchestrator.Conversations;
using Xunit;

namespace Orchestrator.Requests;

/// <summary>Every silo has its own hall. Tenants and conversations are the same in all of them.</summary>
public sealed class RequestsAcrossSilosTests : IAsyncLifetime
{
    private readonly HallCluster _hall = new(silos: 2);

    public ValueTask InitializeAsync() => _hall.InitializeAsync();

    public ValueTask DisposeAsync() => _hall.DisposeAsync();

    [Fact]
    public async Task A_conversation_goes_on_at_whichever_silo_its_next_request_comes_in()
    {
        var guest = _hall.NewGuest();
        var last = await guest.Tell("Turn 0?", new TurnPlace.Fresh());

        for (var turn = 1; turn <= 6; turn++)
        {
            last = await guest.At(turn % 2).Tell($"Turn {turn}?", new TurnPlace.After(last));

            Assert.Equal(turn, last.Turn);
            Assert.Equal(2 * turn + 1, _hall.LastSent().Length);
        }
    }

    [Fact]
    public async Task A_stream_is_whole_at_each_silo()
    {
        foreach (var silo in new[] { 0, 1 })
        {
            var reader = new AttentiveReader();

            var answer = Guest.Answered(await _hall.NewGuest().At(silo).Stream("How are you?", reader, new TurnPlace.Fresh()));

            var (content, _) = await reader.Read(answer.Completion.Batches);
            Assert.Contains("How are you?", content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Limits_are_the_tenants_and_not_the_silos()
    {
        var guest = _hall.NewGuest();
        for (var request = 0; request < HallCluster.AmountOfRequests; request++) Guest.Answered(await guest.At(request % 2).Ask("Again?"));

        foreach (var silo in new[] { 0, 1 })
            Assert.IsType<ChatOutcome.Refused>(await guest.At(silo).Ask("Once more?"));
    }

    [Fact]
    public async Task Cancelling_finds_the_call_among_many_at_each_silo()
    {
        _hall.Upstream.Put("ttft=3600000");
        var clients = Enumerable.Range(0, 8).Select(_ => new CancellationTokenSource()).ToArray();
        var guests = clients.Select(_ => _hall.NewGuest()).ToArray();
        var requests = clients.Select((client, number) => guests[number].At(number % 2).Ask($"Request {number}?", gone: client.Token)).ToArray();
        await _hall.Journal.Arrival(clients.Length, TestContext.Current.CancellationToken);

        await clients[3].CancelAsync();

        Assert.IsType<ChatOutcome.ClientGone>(await requests[3]);
        Assert.Equal(0, (await guests[3].Used()).AtOnce);
        Assert.All(requests.Where((_, number) => number != 3), request => Assert.False(request.IsCompleted));
        foreach (var client in clients) await client.CancelAsync();
        Assert.All(await Task.WhenAll(requests), outcome => Assert.IsType<ChatOutcome.ClientGone>(outcome));
    }
}

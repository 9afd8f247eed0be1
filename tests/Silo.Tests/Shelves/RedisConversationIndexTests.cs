using System.Net;
using System.Net.Sockets;
using Orchestrator.Conversations;
using Orchestrator.Hosting;
using StackExchange.Redis;
using Xunit;

namespace Orchestrator.Shelves;

public sealed class RedisConversationIndexTests : IDisposable
{
    private static readonly TenantId s_acme = new("acme");
    private static readonly DateTimeOffset s_noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("orchestrator-shelves-");
    private readonly EmbeddedStore _store;
    private readonly ConnectionMultiplexer _connection;
    private readonly RedisConversationIndex _index;

    public RedisConversationIndexTests()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        _store = EmbeddedStore.Start(_files.FullName, port);
        _connection = ConnectionMultiplexer.Connect($"127.0.0.1:{port}");
        _index = new RedisConversationIndex(_connection, "service");
    }

    [Fact]
    public async Task The_oldest_come_first_page_by_page_and_only_those_before_the_time()
    {
        var ids = new List<ConversationId>();
        for (var minute = 0; minute < 10; minute++)
        {
            ids.Add(ConversationId.Create());
            await _index.Put(ConversationShelf.Responses, s_acme, ids[^1], s_noon.AddMinutes(minute), 1);
        }

        Assert.Equal(ids[..3], await Before(s_noon.AddMinutes(5), skip: 0, most: 3));
        Assert.Equal(ids[3..5], await Before(s_noon.AddMinutes(5), skip: 3, most: 3));
        Assert.Empty(await Before(s_noon, skip: 0, most: 3));
    }

    [Fact]
    public async Task The_latest_come_first_page_by_page_with_how_many_there_are()
    {
        var ids = new List<ConversationId>();
        for (var minute = 0; minute < 5; minute++)
        {
            ids.Add(ConversationId.Create());
            await _index.Put(ConversationShelf.Responses, s_acme, ids[^1], s_noon.AddMinutes(minute), 1);
        }

        var page = await Find(new() { Offset = 1, Most = 2 });

        Assert.Equal(5, page.Total);
        Assert.Equal([new(ids[3], s_noon.AddMinutes(3), 1), new(ids[2], s_noon.AddMinutes(2), 1)], page.Conversations);
        Assert.Empty((await Find(new() { Offset = 5, Most = 2 })).Conversations);
    }

    [Fact]
    public async Task Those_that_nobody_used_for_long_are_found_the_latest_of_them_first()
    {
        var ids = Enumerable.Range(0, 4).Select(_ => ConversationId.Create()).ToList();
        foreach (var (id, hour) in ids.Select((id, hour) => (id, hour))) await _index.Put(ConversationShelf.Responses, s_acme, id, s_noon.AddHours(hour), 1);

        var page = await Find(new() { UnusedSince = s_noon.AddHours(2) });

        Assert.Equal(2, page.Total);
        Assert.Equal([ids[1], ids[0]], page.Conversations.Select(listed => listed.Id));
    }

    [Fact]
    public async Task The_largest_are_found_and_a_size_that_is_not_told_again_stays()
    {
        var ids = Enumerable.Range(0, 4).Select(_ => ConversationId.Create()).ToList();
        foreach (var (id, size) in ids.Select((id, size) => (id, size))) await _index.Put(ConversationShelf.Responses, s_acme, id, s_noon, size * 100);
        await _index.Put(ConversationShelf.Responses, s_acme, ids[3], s_noon.AddHours(1), bytes: null);
        await _index.Remove(ConversationShelf.Responses, s_acme, ids[1]);

        var page = await Find(new() { Order = ConversationOrder.Largest, AtLeast = 100 });

        Assert.Equal(2, page.Total);
        Assert.Equal([new(ids[3], s_noon.AddHours(1), 300), new(ids[2], s_noon, 200)], page.Conversations);
    }

    [Fact]
    public async Task One_that_is_put_again_moves_and_one_that_is_removed_is_gone()
    {
        var (first, second) = (ConversationId.Create(), ConversationId.Create());
        await _index.Put(ConversationShelf.Responses, s_acme, first, s_noon, 1);
        await _index.Put(ConversationShelf.Responses, s_acme, second, s_noon.AddMinutes(1), 1);

        await _index.Put(ConversationShelf.Responses, s_acme, first, s_noon.AddMinutes(2), 1);
        Assert.Equal([second, first], await Before(s_noon.AddHours(1)));

        await _index.Remove(ConversationShelf.Responses, s_acme, second);
        await _index.Remove(ConversationShelf.Responses, s_acme, second);
        Assert.Equal([first], await Before(s_noon.AddHours(1)));
    }

    [Fact]
    public async Task Shelves_and_tenants_do_not_mix_and_every_tenant_is_known()
    {
        var (mine, theirs) = (ConversationId.Create(), ConversationId.Create());
        await _index.Put(ConversationShelf.Responses, s_acme, mine, s_noon, 1);
        await _index.Put(ConversationShelf.Conversations, new TenantId("other"), theirs, s_noon, 1);

        Assert.Equal([mine], await Before(s_noon.AddHours(1)));
        Assert.Empty(await _index.Before(ConversationShelf.Conversations, s_acme, s_noon.AddHours(1), 0, 10));
        Assert.Equal(["acme", "other"], await _index.Tenants().Select(tenant => tenant.Value).Order().ToArrayAsync());
    }

    public void Dispose()
    {
        _connection.Dispose();
        _store.Dispose();
        _files.Delete(recursive: true);
    }

    private Task<ConversationPage> Find(ConversationSearch search) => _index.Find(ConversationShelf.Responses, s_acme, search);

    private async Task<IEnumerable<ConversationId>> Before(DateTimeOffset before, int skip = 0, int most = 10) =>
        await _index.Before(ConversationShelf.Responses, s_acme, before, skip, most);
}

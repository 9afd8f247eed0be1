using System.Net;
using System.Net.Sockets;
using Orchestrator.Hosting;
using Orleans.Runtime;
using StackExchange.Redis;
using Xunit;

namespace Orchestrator.Whereabouts;

public sealed class RedisGrainDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("orchestrator-directory-");
    private readonly EmbeddedStore _store;
    private readonly ConnectionMultiplexer _connection;
    private readonly RedisGrainDirectory _directory;

    public RedisGrainDirectoryTests()
    {
        var port = FreePort();
        _store = EmbeddedStore.Start(_files.FullName, port);
        _connection = ConnectionMultiplexer.Connect($"127.0.0.1:{port}");
        _directory = new RedisGrainDirectory(_connection, "cluster");
    }

    [Fact]
    public async Task Who_registers_first_stands_and_is_what_all_others_are_told()
    {
        var (first, second) = (Address("one", 1), Address("one", 2));

        Assert.Equal(first, await _directory.Register(first));
        Assert.Equal(first, await _directory.Register(second));
        Assert.Equal(first, await _directory.Lookup(first.GrainId));
        Assert.Null(await _directory.Lookup(Address("other", 1).GrainId));
    }

    [Fact]
    public async Task An_entry_is_replaced_only_by_who_names_it()
    {
        var (dead, next, late) = (Address("one", 1), Address("one", 2), Address("one", 3));
        await _directory.Register(dead);

        Assert.Equal(next, await _directory.Register(next, dead));
        Assert.Equal(next, await _directory.Register(late, dead));
        Assert.Equal(next, await _directory.Lookup(dead.GrainId));
    }

    [Fact]
    public async Task Only_the_one_that_stands_is_taken_out()
    {
        var (first, second) = (Address("one", 1), Address("one", 2));
        await _directory.Register(first);

        await _directory.Unregister(second);
        Assert.Equal(first, await _directory.Lookup(first.GrainId));

        await _directory.Unregister(first);
        Assert.Null(await _directory.Lookup(first.GrainId));
    }

    [Fact]
    public async Task Of_many_at_once_one_stands_and_all_agree_which()
    {
        for (var round = 0; round < 20; round++)
        {
            var dead = Address($"round-{round}", 100);
            await _directory.Register(dead);

            var told = await Task.WhenAll(Enumerable.Range(1, 16).Select(silo => _directory.Register(Address($"round-{round}", silo), dead)));

            Assert.Single(told.Distinct());
            Assert.Equal(told[0], await _directory.Lookup(dead.GrainId));
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        _store.Dispose();
        _files.Delete(recursive: true);
    }

    private static GrainAddress Address(string key, int silo) => new()
    {
        GrainId = GrainId.Create("quota", key),
        ActivationId = ActivationId.NewId(),
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 1000 + silo, silo),
        MembershipVersion = new MembershipVersion(silo),
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;
using Xunit;

namespace Orchestrator.Tenants;

public sealed class TenantRegisterGrainTests : IAsyncLifetime
{
    private readonly RecordStore _store = new();
    private InProcessTestCluster _cluster = null!;

    private ITenantRegisterGrain Grain => _cluster.Client.GetGrain<ITenantRegisterGrain>(0);

    public async ValueTask InitializeAsync()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 0, 0, 0, TimeSpan.Zero))));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) => _store.For(services.GetRequiredService<Serializer>()));
            silo.Services.AddTenants(new ConfigurationBuilder().AddInMemoryCollection([new("Register:KeepEvery", "10"), new("Register:LongestLog", "1000")]).Build());
            silo.Services.Replace(ServiceDescriptor.Singleton<IConfiguredNames>(new RegisterTests.Configured()));
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task What_was_carried_out_outlives_the_activation_also_where_the_state_was_kept_whole()
    {
        for (var i = 0; i < 25; i++) await Create($"t{i}");
        await _cluster.DeactivateAsync(Grain);

        var page = await Grain.Read("", 1000);
        Assert.Equal((25L, 25, true), (page.Version, page.Tenants.Length, page.IsLast));
        Assert.Equal(26, Assert.IsType<RegisterAnswer.Done>(await Create("next")).Entry.Number);
        Assert.IsType<RegisterAnswer.Conflict>(await Create("t3"));
    }

    [Fact]
    public async Task News_begin_after_what_is_known_and_pages_after_a_tenant()
    {
        for (var i = 0; i < 5; i++) await Create($"t{i}");

        Assert.Equal("3 4", string.Join(' ', (await Grain.News(2, 2))!.Entries.Select(entry => entry.Number)));
        Assert.Empty((await Grain.News(5, 10))!.Entries);
        Assert.Null(await Grain.News(99, 10));
        var page = await Grain.Read("t1", 2);
        Assert.Equal(("t2 t3", false), (string.Join(' ', page.Tenants.Select(tenant => tenant.Id)), page.IsLast));
        Assert.Equal("2 1", string.Join(' ', (await Grain.Log(3, 200)).Select(entry => entry.Number)));
    }

    [Fact]
    public async Task An_order_of_which_the_store_may_have_heard_ends_the_activation_and_the_next_one_reads_what_is_so()
    {
        await Create("first");
        _store.FailNextWrite(WriteFault.AfterWriting);

        await Assert.ThrowsAnyAsync<Exception>(() => Create("second"));

        Assert.IsType<RegisterAnswer.Conflict>(await Create("second"));
        Assert.Equal(2, (await Grain.News(0, 10))!.Version);
    }

    [Fact]
    public async Task Orders_and_pages_have_bounds()
    {
        Assert.IsType<RegisterAnswer.Invalid>(await Grain.CarryOut(new RegisterOrder("", new RegisterChange.DeleteTenant("x"))));
        Assert.IsType<RegisterAnswer.Invalid>(await Grain.CarryOut(new RegisterOrder("ada", new RegisterChange.Note("what", "", new string('x', 5000)))));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.Log(1, 201));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.News(-1, 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.Read("", 0));
    }

    private Task<RegisterAnswer> Create(string tenant) => Grain.CarryOut(new RegisterOrder("ada", new RegisterChange.CreateTenant(tenant, "", "file")));
}

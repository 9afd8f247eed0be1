using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Conversations;
using Orchestrator.Dispatch;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.TestingHost;
using Xunit;

namespace Orchestrator.Tests.Dispatch;

public sealed class UpstreamGrainTests : IAsyncLifetime
{
    private const string Target = "deepseek/deepseek-flash";

    private readonly RecordStore _store = new();
    private InProcessTestCluster _cluster = null!;

    private IUpstreamGrain Grain => _cluster.Client.GetGrain<IUpstreamGrain>("deepseek");

    public async ValueTask InitializeAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Upstreams:deepseek:BaseUrl"] = "http://127.0.0.1:9",
            ["Upstreams:deepseek:ApiKey"] = "key",
            ["Upstreams:deepseek:Concurrency:Start"] = "20",
            ["Models:deepseek-flash:Upstream"] = "deepseek",
        }).Build();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(new FakeTimeProvider()));
            silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
            silo.Services.AddGrainStorage(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) => _store.For(services.GetRequiredService<Serializer>()));
            silo.Services.AddSingleton<OrchestratorMeter>().AddSingleton(new Random(1)).AddUpstreams(configuration).AddDispatch();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task What_an_operator_ordered_outlives_the_grain_until_it_is_taken_back()
    {
        await Grain.Drain(Target, true);
        await Grain.SetWeight(Target, 0.25);
        await _cluster.DeactivateAsync(Grain);

        Assert.Equal([new TargetOrders(Target, Drained: true, 0.25)], (await Grain.Describe()).Orders);

        await Grain.Drain(Target, false);
        await Grain.SetWeight(Target, null);
        await _cluster.DeactivateAsync(Grain);
        Assert.Empty((await Grain.Describe()).Orders);
    }

    [Fact]
    public async Task Every_silo_hears_the_orders_with_its_share()
    {
        await Grain.Drain(Target, true);

        var answer = await Grain.Exchange(new UpstreamStatement { Silo = "any" });

        Assert.Equal([new TargetOrders(Target, Drained: true, null)], answer.Orders);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    [InlineData(double.NaN)]
    public async Task A_weight_out_of_its_range_is_refused_and_nothing_changes(double weight)
    {
        var refused = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Grain.SetWeight(Target, weight));

        Assert.Contains("weight", refused.Message, StringComparison.Ordinal);
        Assert.Empty((await Grain.Describe()).Orders);
    }

    [Fact]
    public async Task A_target_without_a_name_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Drain("", true));
        await Assert.ThrowsAsync<ArgumentException>(() => Grain.Drain(new string('x', 513), true));
    }

    [Fact]
    public async Task An_order_that_could_not_be_kept_is_not_in_force()
    {
        await Grain.Drain(Target, true);
        _store.FailNextWrite(WriteFault.BeforeWriting);

        await Assert.ThrowsAnyAsync<Exception>(() => Grain.Drain(Target, false));

        Assert.True((await Grain.Describe()).Orders.Single().Drained);
    }
}

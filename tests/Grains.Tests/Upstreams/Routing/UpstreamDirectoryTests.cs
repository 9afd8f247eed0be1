using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Telemetry;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class UpstreamDirectoryTests : IDisposable
{
    private readonly ConfigurationManager _configuration = new();
    private readonly ServiceProvider _services;
    private readonly UpstreamDirectory _directory;

    public UpstreamDirectoryTests()
    {
        Edit(
            ("Upstreams:first:BaseUrl", "http://127.0.0.1:1"), ("Upstreams:first:ApiKey", "key"),
            ("Upstreams:second:BaseUrl", "http://127.0.0.1:2"), ("Upstreams:second:ApiKey", "key"),
            ("Models:m:Targets:0:Upstream", "first"), ("Models:m:Targets:0:Weight", "95"),
            ("Models:m:Targets:1:Upstream", "second"), ("Models:m:Targets:1:Weight", "5"), ("Models:m:Targets:1:Name", "canary"),
            ("Models:m:Fallbacks:0:Upstream", "second"));
        _services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton(TimeProvider.System).AddSingleton(new Random(1)).AddSingleton<OrchestratorMeter>()
            .AddUpstreams(_configuration).BuildServiceProvider();
        _directory = _services.GetRequiredService<UpstreamDirectory>();
    }

    private ModelRoutes Routes => _directory.TryFind(new ModelName("m"), out var routes) ? routes : throw new InvalidOperationException("The model is not there.");

    [Fact]
    public void A_model_leads_to_its_weighted_targets_and_then_to_its_fallbacks()
    {
        Assert.Equal([("first/m", 95.0), ("second/canary", 5.0)], Routes.Targets.Select(place => (place.Target.Id, place.Weight)));
        Assert.Equal(["second/m"], Routes.Fallbacks.Select(place => place.Target.Id));
    }

    [Fact]
    public void An_edited_weight_is_followed_and_the_targets_health_and_connections_stay()
    {
        var before = Routes.Targets[1];

        Edit(("Models:m:Targets:1:Weight", "50"));

        Assert.Equal(50, Routes.Targets[1].Weight);
        Assert.Same(before.Target, Routes.Targets[1].Target);
        Assert.Same(before.Wire, Routes.Targets[1].Wire);
    }

    [Fact]
    public void An_upstream_that_was_edited_gets_new_connections_and_its_targets_keep_the_operators_orders()
    {
        var before = Routes.Targets[1];
        before.Target.Orders = new TargetOrders("second/canary", Drained: true, null);

        Edit(("Upstreams:second:BaseUrl", "http://127.0.0.1:3"));

        Assert.NotSame(before.Wire, Routes.Targets[1].Wire);
        Assert.True(Routes.Targets[1].Target.Orders.Drained);
    }

    [Theory]
    [InlineData("Models:m:Targets:1:Weight", "-1", "5")]
    [InlineData("Models:m:Targets:1:Weight", "much", "5")]
    [InlineData("Models:m:Targets:1:Upstream", "third", "second")]
    [InlineData("Models:m:Fallbacks:0:Upstream", "third", "second")]
    [InlineData("Models:m:Targets:0:MaxConcurrency", "0", "1")]
    [InlineData("Models:m:Upstream", "first", null)]
    [InlineData("Upstreams:first:Retry:Budget:Ratio", "-1", "1")]
    [InlineData("Upstreams:first:Breaker:Break", "00:05:00", "00:00:05")]
    public void A_wrong_edit_leaves_the_last_good_one_in_force(string path, string wrong, string? good)
    {
        var before = Routes;

        Edit((path, wrong), ("Models:m:Targets:0:Weight", "1"));

        Assert.Same(before, Routes);
        Edit((path, good));
        Assert.Equal(1, Routes.Targets[0].Weight);
    }

    public void Dispose()
    {
        _services.Dispose();
        _configuration.Dispose();
    }

    private void Edit(params (string Path, string? Value)[] values)
    {
        if (((IConfigurationBuilder)_configuration).Sources.Count == 0) _configuration.AddInMemoryCollection();
        foreach (var provider in ((IConfigurationRoot)_configuration).Providers)
        {
            foreach (var (path, value) in values) provider.Set(path, value);
        }

        ((IConfigurationRoot)_configuration).Reload();
    }
}

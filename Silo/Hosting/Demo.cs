using Orchestrator.Simulator;

namespace Orchestrator.Hosting;

/// <summary>What makes the first run work with nothing but the SDK: the built-in simulator in the place of every upstream whose key is not set.</summary>
internal sealed class Demo : IAsyncDisposable
{
    private SimulatorApplication? _simulator;

    /// <summary>Whether any upstream is simulated.</summary>
    public bool Simulated => _simulator is not null;

    public async Task ReplaceUpstreamsWithoutKey(ConfigurationManager configuration)
    {
        var values = new Dictionary<string, string?>();
        foreach (var upstream in configuration.GetSection("Upstreams").GetChildren().Where(upstream => LacksKey(upstream, configuration)))
        {
            if (_simulator is null)
            {
                _simulator = SimulatorApplication.Create(new SimulatorOptions());
                await _simulator.StartAsync();
            }

            values[$"{upstream.Path}:BaseUrl"] = _simulator.Address.ToString();
            values[$"{upstream.Path}:ApiKey"] = "simulator";
        }

        configuration.AddInMemoryCollection(values);
    }

    public ValueTask DisposeAsync() => _simulator?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static bool LacksKey(IConfigurationSection upstream, ConfigurationManager configuration) => upstream["ApiKey"] switch
    {
        null or "" => true,
        ['$', '{', .. var name, '}'] => string.IsNullOrEmpty(configuration[name]),
        _ => false,
    };
}

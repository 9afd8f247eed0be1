using Orchestrator.Identity;
using Orchestrator.Simulator;

namespace Orchestrator.Hosting;

/// <summary>
/// What makes the first run work with nothing but the SDK, in Development only: a demo tenant with a known key, and the built-in simulator
/// in the place of every upstream whose key is not set.
/// </summary>
internal sealed class Demo(SimulatorApplication? simulator)
{
    /// <summary>The tenant's configuration path is taken only while nobody configured one of that name.</summary>
    private const string Tenant = "Tenants:demo";

    public bool Simulated => simulator is not null;

    public static async Task<Demo> Prepare(ConfigurationManager configuration)
    {
        var values = new Dictionary<string, string?>();
        if (!configuration.GetSection(Tenant).Exists())
        {
            values[$"{Tenant}:Plan"] = "demo";
            values[$"{Tenant}:Keys:demo"] = KeyHash.Of(DemoKey.Text);
        }

        SimulatorApplication? simulator = null;
        foreach (var upstream in configuration.GetSection("Upstreams").GetChildren().Where(upstream => LacksKey(upstream, configuration)))
        {
            if (simulator is null)
            {
                simulator = SimulatorApplication.Create(new SimulatorOptions());
                await simulator.StartAsync();
            }

            values[$"{upstream.Path}:BaseUrl"] = simulator.Address.ToString();
            values[$"{upstream.Path}:ApiKey"] = "simulator";
        }

        configuration.AddInMemoryCollection(values);
        return new Demo(simulator);
    }

    public async Task Stop()
    {
        if (simulator is not null) await simulator.DisposeAsync();
    }

    private static bool LacksKey(IConfigurationSection upstream, ConfigurationManager configuration) => upstream["ApiKey"] switch
    {
        null or "" => true,
        ['$', '{', .. var name, '}'] => string.IsNullOrEmpty(configuration[name]),
        _ => false,
    };
}

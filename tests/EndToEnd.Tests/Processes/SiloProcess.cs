namespace Orchestrator.Tests.Processes;

/// <summary>One silo: as the whole product with its embedded store, or as a node of a cluster. It can be killed and started again where it stood.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _environment;
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orchestrator-silo-");
    private ServerProcess? _process;

    /// <param name="upstream">The address of its upstream.</param>
    /// <param name="redis">The store; null for the embedded one.</param>
    /// <param name="settings">Further settings, as environment variables.</param>
    public SiloProcess(string upstream, string? redis = null, IReadOnlyDictionary<string, string?>? settings = null)
    {
        Address = $"http://127.0.0.1:{Ports.Free()}";
        SiloPort = Ports.Free();
        _environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = Address,
            ["DEEPSEEK_API_KEY"] = "test-key",
            ["Upstreams__deepseek__BaseUrl"] = upstream,
            ["Upstreams__deepseek__Retry__Base"] = "00:00:00.050",
            ["Orchestrator__Redis"] = redis,
            ["Orchestrator__DataDirectory"] = Path.Combine(_directory.FullName, "data"),
            ["Orchestrator__EmbeddedStorePort"] = $"{Ports.Free()}",
            ["Orchestrator__SiloPort"] = $"{SiloPort}",
            ["Orchestrator__GatewayPort"] = $"{Ports.Free()}",
        };
        TestTenants.Configure(_environment);
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>()) _environment[name] = value;
    }

    public string Address { get; }

    /// <summary>By which the cluster knows it.</summary>
    public int SiloPort { get; }

    public ServerProcess Process => _process ?? throw new InvalidOperationException("The silo was not started.");

    public async Task<SiloProcess> Start()
    {
        _process = await Programs.Start("Silo", Address, _environment, _directory.FullName);
        return this;
    }

    /// <summary>Starts it without waiting until it is ready, for one that is not to get there.</summary>
    public ServerProcess Launch() => _process = Programs.Launch("Silo", _environment, _directory.FullName);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}

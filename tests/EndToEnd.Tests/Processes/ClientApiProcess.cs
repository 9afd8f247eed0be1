namespace Orchestrator.Tests.Processes;

/// <summary>One ClientApi: the same doors in a process of their own.</summary>
internal sealed class ClientApiProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private ClientApiProcess(ServerProcess process, string address)
    {
        _process = process;
        Address = address;
    }

    public string Address { get; }

    public ServerProcess Process => _process;

    public static async Task<ClientApiProcess> Start(string redis)
    {
        var address = $"http://127.0.0.1:{Ports.Free()}";
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ASPNETCORE_URLS"] = address,
            ["Orchestrator__Redis"] = redis,
        };
        TestTenants.Configure(environment);
        return new ClientApiProcess(await Programs.Start("ClientApi", address, environment), address);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

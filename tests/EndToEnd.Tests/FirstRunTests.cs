using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests;

public sealed partial class FirstRunTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("orchestrator-first-run-");
    private readonly string _address = $"http://127.0.0.1:{Ports.Free()}";

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_banner_tells_address_and_key_and_its_curl_line_gets_an_answer_plain_and_streamed()
    {
        await using var silo = Start(Development);
        await silo.Ready(() => Task.FromResult(CurlLine().IsMatch(silo.Output)));

        Assert.Contains(_address, silo.Output, StringComparison.Ordinal);
        Assert.Contains("orc_demo_local-development-only", silo.Output, StringComparison.Ordinal);
        var curl = CurlLine().Match(silo.Output).Value;
        using var plain = JsonDocument.Parse(await Bash(curl));
        Assert.NotEmpty(plain.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);

        var streamed = await Bash(curl.Replace("{\"model\"", "{\"stream\": true,\"model\"", StringComparison.Ordinal));
        Assert.StartsWith("data: {", streamed, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]", streamed.TrimEnd(), StringComparison.Ordinal);

        Assert.Contains($"{_address}/dashboard, with the key ora_demo_local-development-only", silo.Output, StringComparison.Ordinal);
        Assert.Equal("302 /dashboard", await Bash(Login));
    }

    [Fact]
    public async Task Production_without_a_provider_key_does_not_start_and_says_what_is_missing()
    {
        await using var silo = Start(Production(key: null));

        Assert.NotEqual(0, await silo.Exited());
        Assert.Contains("DEEPSEEK_API_KEY", silo.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_refuses_the_demo_key()
    {
        await using var silo = Start(Production(key: "some-key"));
        await silo.Ready(() => Programs.Answers($"{_address}/health/ready"));

        var answer = await Bash($"curl -s -o /dev/null -w '%{{http_code}}' {_address}/v1/models -H 'Authorization: Bearer orc_demo_local-development-only'");

        Assert.Equal("401", answer);
        Assert.StartsWith("401", await Bash($"{Login} "), StringComparison.Ordinal);
        Assert.DoesNotContain("orc_demo", silo.Output, StringComparison.Ordinal);
    }

    private string Login => $"curl -o /dev/null -w '%{{http_code}} %header{{location}}' {_address}/dashboard/login -d key=ora_demo_local-development-only";

    private Dictionary<string, string?> Development => new(Common)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DEEPSEEK_API_KEY"] = null,
    };

    private Dictionary<string, string?> Production(string? key) => new(Common)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["DEEPSEEK_API_KEY"] = key,
    };

    private Dictionary<string, string?> Common => new()
    {
        ["ASPNETCORE_URLS"] = _address,
        ["Orchestrator__EmbeddedStorePort"] = $"{Ports.Free()}",
        ["Orchestrator__SiloPort"] = $"{Ports.Free()}",
        ["Orchestrator__GatewayPort"] = $"{Ports.Free()}",
    };

    private ServerProcess Start(Dictionary<string, string?> environment) =>
        ServerProcess.Start("Silo", "dotnet", [Programs.Binary("Silo")], environment, _directory.FullName);

    private static async Task<string> Bash(string command)
    {
        await using var bash = ServerProcess.Start("bash", "bash", ["-c", command.Replace("curl ", "curl -sS ", StringComparison.Ordinal)]);
        await bash.Exited();
        return bash.Output;
    }

    [GeneratedRegex("curl http.*")]
    private static partial Regex CurlLine();
}

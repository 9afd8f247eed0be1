using System.Net;

namespace Orchestrator.Tests.Processes;

/// <summary>Starts the programs of the product, as built beside these tests, each with all that it needs to run next to others.</summary>
internal static class Programs
{
    private static readonly HttpClient s_health = new() { Timeout = TimeSpan.FromSeconds(2) };

    public static string Binary(string project)
    {
        var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, configuration, $"Orchestrator.{project}.dll"));
    }

    /// <summary>The folder that the solution is in.</summary>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run within the repository.");
            return folder.FullName;
        }
    }

    public static async Task<ServerProcess> Start(string project, string address, IReadOnlyDictionary<string, string?> environment, string? directory = null)
    {
        var process = Launch(project, environment, directory);
        await process.Ready(() => Answers($"{address}/health/ready"));
        return process;
    }

    public static ServerProcess Launch(string project, IReadOnlyDictionary<string, string?> environment, string? directory = null) =>
        ServerProcess.Start(project, "dotnet", [Binary(project)], environment, directory);

    public static async Task<bool> Answers(string url)
    {
        try
        {
            using var answer = await s_health.GetAsync(url);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}

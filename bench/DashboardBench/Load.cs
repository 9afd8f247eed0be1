using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Bench;

/// <summary>Chat completions of a hundred tenants by wrk, on a core of its own (<c>LOAD_CORES</c>), told by the script that <see cref="Bodies"/> wrote (<c>LOAD_SCRIPT</c>).</summary>
internal static class Load
{
    /// <summary>Answers a second over that many seconds. A run with an answer that is no 2xx measures nothing.</summary>
    public static async Task<double> Run(string api, int connections, int seconds, CancellationToken stop = default)
    {
        string[] arguments =
        [
            "-c", Setting("LOAD_CORES"), "wrk", "-t1", "-c", Text(connections), "-d", Text(seconds), "--timeout", "10s", "-s", Setting("LOAD_SCRIPT"), api,
        ];
        using var wrk = Process.Start(new ProcessStartInfo("taskset", arguments) { RedirectStandardOutput = true }) ?? throw new InvalidOperationException("wrk did not start.");
        try
        {
            var said = await wrk.StandardOutput.ReadToEndAsync(stop);
            await wrk.WaitForExitAsync(stop);
            if (said.Contains("Non-2xx", StringComparison.Ordinal)) throw new InvalidOperationException(said);
            var line = said.Split('\n').FirstOrDefault(line => line.StartsWith("Requests/sec:", StringComparison.Ordinal)) ?? throw new InvalidOperationException(said);
            return double.Parse(line["Requests/sec:".Length..], CultureInfo.InvariantCulture);
        }
        finally
        {
            if (!wrk.HasExited) wrk.Kill();
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set: start this by bench/dashboard.sh.");
}

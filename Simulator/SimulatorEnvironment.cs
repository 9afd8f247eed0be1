using System.Globalization;

namespace Orchestrator.Simulator;

/// <summary>Reads the options of a standalone simulator from SIMULATOR_* variables and the command line (<c>--url</c>, <c>--behaviour</c>, ...).</summary>
internal static class SimulatorEnvironment
{
    public static SimulatorOptions Read(string[] arguments)
    {
        var settings = new ConfigurationBuilder()
            .AddEnvironmentVariables("SIMULATOR_")
            .AddCommandLine(arguments)
            .Build();

        var defaults = new SimulatorOptions();
        return new SimulatorOptions
        {
            Url = settings["URL"] ?? "http://127.0.0.1:9000",
            Behaviour = Behaviour.Parse(settings["BEHAVIOUR"] ?? ""),
            Keys = List(settings["KEYS"]) ?? defaults.Keys,
            Models = List(settings["MODELS"]) ?? defaults.Models,
            ContextTokens = Number(settings["CONTEXT_TOKENS"]) ?? defaults.ContextTokens,
            ConcurrencyPerAccount = Number(settings["CONCURRENCY"]) ?? defaults.ConcurrencyPerAccount,
            KeepAlive = Number(settings["KEEP_ALIVE_MS"]) is { } milliseconds
                ? TimeSpan.FromMilliseconds(milliseconds)
                : defaults.KeepAlive,
            JournalEntries = Number(settings["JOURNAL_ENTRIES"]) ?? defaults.JournalEntries,
            Seed = Number(settings["SEED"]) ?? defaults.Seed,
        };
    }

    private static int? Number(string? text) =>
        text is null ? null : int.Parse(text, CultureInfo.InvariantCulture);

    private static string[]? List(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

using Microsoft.Extensions.Logging;

namespace Orchestrator.Usage;

internal sealed partial class UsageGrain
{
    [LoggerMessage(1, LogLevel.Warning, "Ledger {Ledger} was not tidied; it is tried again in the next hour")]
    private static partial void LogNotTidied(ILogger logger, string ledger, Exception failure);

    [LoggerMessage(2, LogLevel.Warning, "Ledger {Ledger} was not written; its sender says again what is missing, and another activation takes over")]
    private static partial void LogNotWritten(ILogger logger, string ledger, Exception failure);
}

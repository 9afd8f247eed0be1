namespace Orchestrator.Durability;

/// <summary>What the watch tells its operators: each finding for itself.</summary>
internal sealed partial class StoreWatch
{
    private StoreDurability _told = StoreDurability.Kept;

    private void Tell(StoreDurability now)
    {
        if (now.Verdict == StoreVerdict.Kept && _told.Verdict != StoreVerdict.Kept) LogKeepsAgain();
        _told = now;

        var level = _demand.IsMetBy(now) ? LogLevel.Warning : LogLevel.Error;
        foreach (var finding in now.Findings) LogFinding(level, now.InWords, finding);
    }

    [LoggerMessage(LogLevel.Information, "The store keeps what it acknowledges again")]
    private partial void LogKeepsAgain();

    [LoggerMessage("The store {Verdict}: {Finding}")]
    private partial void LogFinding(LogLevel level, string verdict, string finding);
}

namespace Orchestrator.Identity;

/// <summary>Keys that are made while the process runs, as this process knows them.</summary>
internal interface IKeyNews
{
    /// <summary>Whether what is known is recent enough to let somebody in by it.</summary>
    bool IsFresh { get; }

    /// <summary>Asks for what is newer than what is known, and waits for it.</summary>
    Task Refresh();

    /// <summary>The key of that id; null where there is none.</summary>
    RegisteredKey? Find(string id);

    /// <summary>Whether an operator has paused the tenant, wherever its keys come from.</summary>
    bool IsPaused(TenantId tenant);
}

/// <summary>A key that was made while the process runs: whose it is, and the hash of its text.</summary>
internal sealed record RegisteredKey(KeyHolder Holder, KeyHash Hash);

/// <summary>Where all keys are configured.</summary>
internal sealed class NoKeyNews : IKeyNews
{
    public bool IsFresh => true;

    public Task Refresh() => Task.CompletedTask;

    public RegisteredKey? Find(string id) => null;

    public bool IsPaused(TenantId tenant) => false;
}

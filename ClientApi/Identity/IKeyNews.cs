namespace Orchestrator.Identity;

/// <summary>Where keys come from that are made while the process runs.</summary>
internal interface IKeyNews
{
    /// <summary>Whether what is known of them is recent enough to let somebody in.</summary>
    bool IsFresh { get; }

    /// <summary>Asks for what is newer than what is known. What it finds is in configuration when this returns.</summary>
    Task Refresh();
}

/// <summary>Where all keys are configured.</summary>
internal sealed class NoKeyNews : IKeyNews
{
    public bool IsFresh => true;

    public Task Refresh() => Task.CompletedTask;
}

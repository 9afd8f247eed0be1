namespace Orchestrator.Quota;

/// <summary>Where plans come from that are made while the cluster runs.</summary>
public interface IPlanNews
{
    /// <summary>Asks for what is newer than what is known. What it finds is in configuration when this returns.</summary>
    Task Refresh();
}

namespace Orchestrator.Dashboard;

/// <summary>Somebody who may look at the pages, and whether also change what is there.</summary>
internal sealed record Operator(string Name, bool MayChange);

namespace Orchestrator.Simulator;

/// <summary>All that a reply says, before it is put in the form of a wire.</summary>
internal sealed record Reply(string Id, DateTimeOffset Created, Ask Ask, Answer Answer, Usage Usage);

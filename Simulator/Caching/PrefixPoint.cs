namespace Orchestrator.Simulator;

/// <summary>A place in a prompt where a message ends: the fingerprint of all that comes before it, and how many tokens that is.</summary>
internal readonly record struct PrefixPoint(StableHash Hash, int Tokens);

namespace Orchestrator.Quota;

/// <summary>What a request used. Null where nobody knows, and the whole reservation stays used.</summary>
/// <param name="Cost">In billionths of the currency's unit.</param>
internal readonly record struct Use(long? Tokens, long? Cost);

namespace Orchestrator.Quota;

/// <summary>What one request holds of one limit.</summary>
internal readonly record struct Hold(Limit Limit, long Units, Layer? Layer);

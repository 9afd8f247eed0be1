namespace Orchestrator.Conversations;

/// <summary>The turn that a request holds: which one, where it runs, and until when it is waited for.</summary>
internal sealed record RunningTurn(int Number, RequestId Request, SiloAddress Runner, DateTimeOffset Until);

namespace Orchestrator.Telemetry;

/// <summary>The names under which facts are attached to measurements and spans. Tenants are bounded by configuration; requests, keys and content are never among them.</summary>
internal static class Tags
{
    public const string Tenant = "orchestrator.tenant";
    public const string Outcome = "orchestrator.outcome";
    public const string Limit = "orchestrator.limit";
    public const string Upstream = "orchestrator.upstream";
    public const string Target = "orchestrator.target";
    public const string State = "orchestrator.state";
    public const string Reason = "orchestrator.reason";
    public const string TokenType = "gen_ai.token.type";
    public const string Operation = "gen_ai.operation.name";
    public const string Provider = "gen_ai.provider.name";
    public const string Model = "gen_ai.request.model";
    public const string Stream = "gen_ai.request.stream";
    public const string ErrorType = "error.type";
}

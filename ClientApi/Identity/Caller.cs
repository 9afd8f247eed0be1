namespace Orchestrator.Identity;

/// <summary>Who calls, and under which request id.</summary>
internal readonly record struct Caller(TenantId Tenant, RequestId Request);

/// <summary>Answers a call of somebody who has been let in.</summary>
internal delegate Task CallerHandler(HttpContext context, Caller caller);

namespace Orchestrator.Identity;

/// <summary>Who calls, by which of the tenant's keys, and under which request id.</summary>
/// <param name="Key">The key's id, which is no secret.</param>
internal readonly record struct Caller(TenantId Tenant, string Key, RequestId Request);

/// <summary>Answers a call of somebody who has been let in.</summary>
internal delegate Task CallerHandler(HttpContext context, Caller caller);

using Orchestrator.Outcomes;

namespace Orchestrator.Identity;

/// <summary>Who calls, by which of the tenant's keys, and under which request id.</summary>
/// <param name="Scope">What the key is bound to.</param>
/// <param name="Key">The key's id, which is no secret.</param>
internal readonly record struct Caller(TenantId Tenant, string Key, RequestId Request, KeyScope Scope)
{
    /// <summary>Why the key may not ask for this model; null where it may.</summary>
    public ApiError? Refuse(ModelName model) => Scope.Allows(model) ? null : KeyErrors.Model(Key, model);
}

/// <summary>Answers a call of somebody who has been let in.</summary>
internal delegate Task CallerHandler(HttpContext context, Caller caller);

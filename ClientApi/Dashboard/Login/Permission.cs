using Microsoft.AspNetCore.Components.Authorization;
using Orchestrator.Operators;

namespace Orchestrator.Dashboard;

/// <summary>Whether whoever has this page open may change what is there, and see what is said.</summary>
internal sealed class Permission(AuthenticationStateProvider session, IOperators operators)
{
    /// <summary>Asks anew each time: a page may stay open for longer than its operator is one.</summary>
    public async Task<bool> ToChange() =>
        (await session.GetAuthenticationStateAsync()).User is var user && user.IsInRole(OperatorRoles.Admin) && OperatorClaims.AreInForce(user, operators);
}

using Microsoft.AspNetCore.Components.Authorization;
using Orchestrator.Operators;

namespace Orchestrator.Dashboard;

/// <summary>Whether whoever has this page open may change what is there, and see what is said.</summary>
internal sealed class Permission(AuthenticationStateProvider session, IOperators operators)
{
    /// <summary>Asks anew each time: a page may stay open for longer than its operator is one.</summary>
    public async Task<bool> ToChange() =>
        (await session.GetAuthenticationStateAsync()).User is var user && user.IsInRole(OperatorRoles.Admin) && OperatorClaims.AreInForce(user, operators);

    /// <summary>Throws where it is missing. Buttons are not shown to those who may not press them; this is for those who press them all the same.</summary>
    public async Task Demand()
    {
        if (!await ToChange()) throw new UnauthorizedAccessException("This operator may look and not change anything.");
    }
}

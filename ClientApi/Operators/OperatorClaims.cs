using System.Security.Claims;

namespace Orchestrator.Operators;

/// <summary>An operator as claims, and back.</summary>
internal static class OperatorClaims
{
    private const string Stamp = "stamp";

    public static ClaimsPrincipal Of(Operator found, string scheme) => new(new ClaimsIdentity(
    [
        new Claim(ClaimTypes.Name, found.Name),
        new Claim(ClaimTypes.Role, OperatorRoles.Of(found.Role)),
        new Claim(Stamp, found.Stamp),
    ], scheme));

    /// <summary>Whether this is still an operator, with the same key and role.</summary>
    public static bool AreInForce(ClaimsPrincipal user, IOperators operators) =>
        user.Identity?.Name is { } name && operators.Named(name) is { } found
        && user.FindFirstValue(Stamp) == found.Stamp && user.IsInRole(OperatorRoles.Of(found.Role));
}

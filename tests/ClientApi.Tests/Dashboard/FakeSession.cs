using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Orchestrator.Operators;

namespace Orchestrator.Dashboard;

/// <summary>A session of that user.</summary>
internal sealed class FakeSession(ClaimsPrincipal user) : AuthenticationStateProvider
{
    public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(user));
}

/// <summary>One operator, or none.</summary>
internal sealed class FakeOperators(Operator? only) : IOperators
{
    public Operator? Find(string key) => throw new InvalidOperationException("Nobody shows a key here.");

    public Operator? Named(string id) => only?.Name == id ? only : null;
}

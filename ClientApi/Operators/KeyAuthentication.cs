using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Orchestrator.Operators;

/// <summary>Knows operators by their keys: <c>Authorization: Bearer ora_…</c>. Any other credential is none of its business.</summary>
internal sealed class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, IOperators operators)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Authenticate());

    private AuthenticateResult Authenticate()
    {
        var header = Request.Headers.Authorization;
        if (header.Count != 1 || header[0] is not { } text || !text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var key = text[Bearer.Length..].Trim();
        if (!key.StartsWith(OperatorKey.Prefix, StringComparison.Ordinal)) return AuthenticateResult.NoResult();
        return operators.Find(key) is { } found
            ? AuthenticateResult.Success(new AuthenticationTicket(OperatorClaims.Of(found, Scheme.Name), Scheme.Name))
            : AuthenticateResult.Fail("This is no operator's key.");
    }
}

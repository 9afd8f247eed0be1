using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Orchestrator.Operators;

/// <summary>Takes an identity provider's tokens as operators' credentials, where one is configured.</summary>
internal static class OidcHosting
{
    // Clocks differ by seconds; the default of five minutes would keep a token alive for long after its end.
    private static readonly TimeSpan s_clocksApart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestLookUp = TimeSpan.FromSeconds(5);

    // OpenID Connect Core 1.0, section 2: a subject has 255 ASCII characters at most.
    private const int LongestSubject = 255;

    /// <summary>Whether any of it is configured: half of it is a mistake that the start tells.</summary>
    public static bool HasOidc(this IConfiguration configuration) => configuration.GetSection(OidcOptions.Section).GetChildren().Any();

    public static AuthenticationBuilder AddOidc(this AuthenticationBuilder authentication, IConfiguration configuration)
    {
        authentication.Services.AddOptions<OidcOptions>().Bind(configuration.GetSection(OidcOptions.Section)).ValidateOnStart();
        authentication.Services.AddSingleton<IValidateOptions<OidcOptions>, OidcOptionsValidator>();
        authentication.Services.AddOptions<JwtBearerOptions>(OperatorSchemes.Token).Configure<IOptions<OidcOptions>>(Configure);
        return authentication.AddJwtBearer(OperatorSchemes.Token, _ => { });
    }

    private static void Configure(JwtBearerOptions tokens, IOptions<OidcOptions> oidc)
    {
        var provider = oidc.Value;
        tokens.Authority = provider.Authority;
        tokens.Audience = provider.Audience;
        tokens.RequireHttpsMetadata = new Uri(provider.Authority!).Scheme == Uri.UriSchemeHttps;
        tokens.BackchannelTimeout = s_longestLookUp;
        tokens.MapInboundClaims = false;
        tokens.IncludeErrorDetails = false;
        tokens.TokenValidationParameters.ClockSkew = s_clocksApart;
        tokens.Events = new JwtBearerEvents
        {
            OnMessageReceived = context =>
            {
                // Keys of our own come in the same header, and are no tokens that went bad.
                if (!IsToken(context.Request.Headers.Authorization.ToString())) context.NoResult();
                return Task.CompletedTask;
            },
            OnTokenValidated = context =>
            {
                if (Read(context.Principal!, provider) is { } found) context.Principal = found;
                else context.Fail("The token does not say whose it is.");
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>Whether a header has the three parts of a signed token.</summary>
    private static bool IsToken(string header) => header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && header.Count(letter => letter == '.') == 2;

    /// <summary>Somebody as the provider knows him: without a role of ours where it gave none.</summary>
    private static ClaimsPrincipal? Read(ClaimsPrincipal token, OidcOptions provider)
    {
        if (token.FindFirstValue("sub") is not { Length: > 0 and <= LongestSubject } subject) return null;
        // Set apart from the ids of keys, which somebody else gives.
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, $"oidc:{subject}")], OperatorSchemes.Token);
        if (provider.RoleOf(role => token.HasClaim(provider.RoleClaim, role)) is { } found) identity.AddClaim(new Claim(ClaimTypes.Role, OperatorRoles.Of(found)));
        return new ClaimsPrincipal(identity);
    }
}

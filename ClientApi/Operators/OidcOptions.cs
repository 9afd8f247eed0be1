using Microsoft.Extensions.Options;

namespace Orchestrator.Operators;

/// <summary>An identity provider whose tokens are taken as operators' credentials. Default: none.</summary>
public sealed class OidcOptions
{
    public const string Section = "Admin:Oidc";

    /// <summary>The provider's address, below which <c>.well-known/openid-configuration</c> is found: https, or http on this machine.</summary>
    public string? Authority { get; set; }

    /// <summary>For whom its tokens are to be: their <c>aud</c>.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that has an operator's roles. Default: <c>roles</c>.</summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>What the provider calls those who may change what is there. Default: nobody.</summary>
    public string? AdminRole { get; set; }

    /// <summary>What the provider calls those who may look. Default: nobody.</summary>
    public string? ReaderRole { get; set; }

    /// <summary>Which of our roles somebody has; null for none.</summary>
    internal OperatorRole? RoleOf(Func<string, bool> has)
    {
        if (AdminRole is not null && has(AdminRole)) return OperatorRole.Admin;
        return ReaderRole is not null && has(ReaderRole) ? OperatorRole.Reader : null;
    }
}

/// <summary>Says at the start what is wrong with a provider that is half configured.</summary>
internal sealed class OidcOptionsValidator : IValidateOptions<OidcOptions>
{
    public ValidateOptionsResult Validate(string? name, OidcOptions options)
    {
        var problems = new List<string>();
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || !(authority.Scheme == Uri.UriSchemeHttps || (authority.Scheme == Uri.UriSchemeHttp && authority.IsLoopback)))
            problems.Add($"{OidcOptions.Section}:Authority must be the https address of an identity provider, not '{options.Authority}'.");
        if (string.IsNullOrWhiteSpace(options.Audience))
            problems.Add($"{OidcOptions.Section}:Audience is not set: expected the 'aud' of the tokens that are meant for this service.");
        if (string.IsNullOrWhiteSpace(options.RoleClaim))
            problems.Add($"{OidcOptions.Section}:RoleClaim is empty: expected the name of the claim that has the roles.");
        if (string.IsNullOrWhiteSpace(options.AdminRole) && string.IsNullOrWhiteSpace(options.ReaderRole))
            problems.Add($"{OidcOptions.Section} names neither AdminRole nor ReaderRole: its tokens would open nothing.");
        else if (options.AdminRole == options.ReaderRole)
            problems.Add($"{OidcOptions.Section}:AdminRole and ReaderRole are both '{options.AdminRole}': expected two roles.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

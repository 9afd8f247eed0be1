namespace Orchestrator.Operators;

/// <summary>How operators show who they are.</summary>
public static class OperatorSchemes
{
    /// <summary>A session of the pages: a cookie.</summary>
    public const string Session = "dashboard";

    /// <summary>A key of their own: <c>Authorization: Bearer ora_…</c>.</summary>
    public const string Key = "operator";

    /// <summary>A token of an identity provider: <c>Authorization: Bearer eyJ…</c>.</summary>
    public const string Token = "oidc";
}

/// <summary>The roles of operators, as claims.</summary>
public static class OperatorRoles
{
    public const string Admin = "admin";

    public const string Reader = "reader";

    public static string Of(OperatorRole role) => role is OperatorRole.Admin ? Admin : Reader;
}

/// <summary>What endpoints for operators demand.</summary>
public static class OperatorPolicies
{
    /// <summary>Either role, by key, token or session. For what changes nothing: a session is a cookie, which a browser sends unasked.</summary>
    public const string Read = "admin.read";

    /// <summary>The role of an admin, by key or token.</summary>
    public const string Change = "admin.change";
}

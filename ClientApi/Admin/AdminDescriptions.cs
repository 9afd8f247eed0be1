namespace Orchestrator.Admin;

/// <summary>What an endpoint takes and answers, as examples that are written by the code that writes the answers.</summary>
internal sealed record AdminExample(object? Request, object? Answer);

/// <summary>What an endpoint says of itself.</summary>
internal static class AdminDescriptions
{
    /// <summary>Its id, which is its tag and what it does; and what it is for.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string tag, string summary, string description) =>
        endpoint.WithTags(tag).WithSummary(summary).WithDescription(description);

    public static RouteHandlerBuilder ShowExample(this RouteHandlerBuilder endpoint, object? answer, object? request = null) =>
        endpoint.WithMetadata(new AdminExample(request, answer));
}

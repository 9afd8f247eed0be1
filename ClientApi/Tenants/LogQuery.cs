namespace Orchestrator.Tenants;

/// <summary>Which entries of the log are asked for. What is null or empty asks for all.</summary>
/// <param name="By">The operator's id.</param>
/// <param name="What">As in <c>key.revoke</c>, or the part before the point for all of a kind.</param>
/// <param name="Subject">A part of what it was done to.</param>
internal sealed record LogQuery(string? By = null, string? What = null, string? Subject = null)
{
    public bool IsForAll => string.IsNullOrEmpty(By) && string.IsNullOrEmpty(What) && string.IsNullOrEmpty(Subject);

    public bool Fits(RegisterEntry entry) =>
        (string.IsNullOrEmpty(By) || string.Equals(entry.By, By, StringComparison.OrdinalIgnoreCase))
        && (string.IsNullOrEmpty(What) || string.Equals(entry.What, What, StringComparison.OrdinalIgnoreCase) || entry.What.StartsWith(What + ".", StringComparison.OrdinalIgnoreCase))
        && (string.IsNullOrEmpty(Subject) || entry.Subject.Contains(Subject, StringComparison.OrdinalIgnoreCase));
}

namespace Orchestrator.Admin;

/// <summary>What examples have in common.</summary>
internal static class Examples
{
    public const string Request = "req_019283f05a5c7c9f8e1d2b3a4c5d6e80";

    public static readonly DateTimeOffset At = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
}

namespace Orchestrator.Schemas;

/// <summary>Why a schema cannot be used: the first reason that was found.</summary>
internal sealed class SchemaProblem
{
    private const int LongestPlace = 200;

    public string? First { get; private set; }

    /// <summary>Whether it holds; where not, that is the problem.</summary>
    public bool Expect(bool holds, string place, string expected)
    {
        if (!holds) Refuse(place, $"it must be {expected}");
        return holds;
    }

    /// <param name="place">The JSON pointer within the schema. It is made of the client's names, so only its beginning is told.</param>
    public void Refuse(string place, string why) =>
        First ??= place.Length == 0 ? why : $"at '{(place.Length <= LongestPlace ? place : place[..LongestPlace] + "...")}': {why}";
}

using System.Text.Json;

namespace Orchestrator.Admin;

/// <summary>Choices as the wire spells them: <c>upstream_failed</c>.</summary>
internal static class WireWord
{
    public static string Of<T>(T choice) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString());

    /// <summary>All of them, as words of an error.</summary>
    public static string All<T>() where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    public static bool TryRead<T>(string word, out T choice) where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            choice = value;
            if (word == Of(value)) return true;
        }

        choice = default;
        return false;
    }
}

using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Orchestrator.Admin;

/// <summary>A page of a list.</summary>
/// <param name="Next">What to give as <c>after</c> for the next page; null on the last one.</param>
internal sealed record Listing<T>(IReadOnlyList<T> Data, string? Next);

/// <summary>How lists are cut into pages.</summary>
internal static class Paging
{
    public const int Most = 200;
    public const int Usual = 50;
    public const int LongestCursor = 256;

    /// <summary>The place where a page ends, as callers give it back. What it says is nobody's business.</summary>
    public static string CursorOf(string place) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(place));

    /// <summary>False where this was never a cursor.</summary>
    public static bool TryRead(string cursor, [NotNullWhen(true)] out string? place)
    {
        place = null;
        if (cursor.Length is 0 or > LongestCursor || !Base64Url.IsValid(cursor)) return false;
        place = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return true;
    }

    /// <summary>A page of a list that is whole in memory and in the order of its names: those after that one.</summary>
    public static Listing<T> Page<T>(IEnumerable<T> all, Func<T, string> name, string? after, int limit)
    {
        var rest = all.Where(entry => after is null || string.CompareOrdinal(name(entry), after) > 0).Take(limit + 1).ToList();
        return rest.Count <= limit ? new Listing<T>(rest, null) : new Listing<T>(rest[..limit], CursorOf(name(rest[limit - 1])));
    }
}

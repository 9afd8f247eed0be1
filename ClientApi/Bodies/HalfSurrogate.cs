using System.Globalization;

namespace Orchestrator.Bodies;

/// <summary>Finds escapes such as <c>\ud800</c> that stand alone: JSON allows them, but they are no text and break every reader behind us.</summary>
internal static class HalfSurrogate
{
    public static bool IsIn(ReadOnlySpan<byte> json)
    {
        var rest = json;
        while (true)
        {
            var escape = rest.IndexOf((byte)'\\');
            if (escape < 0) return false;
            rest = rest[escape..];
            if (!TryReadUnit(rest, out var unit))
            {
                rest = rest[Math.Min(2, rest.Length)..];
                continue;
            }
            rest = rest[6..];
            if (char.IsLowSurrogate(unit)) return true;
            if (!char.IsHighSurrogate(unit)) continue;
            if (!TryReadUnit(rest, out var second) || !char.IsLowSurrogate(second)) return true;
            rest = rest[6..];
        }
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        unit = default;
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u'
            || !ushort.TryParse(text[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        unit = (char)value;
        return true;
    }
}

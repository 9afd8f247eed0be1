using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Orchestrator.Items;

/// <summary>
/// A summary as clients carry it, opaque to them. It is encoded and not encrypted: it says nothing that its tenant has not said or been told,
/// and whoever changes it changes only what their own model is told.
/// </summary>
internal static class CompactedText
{
    private const string Mark = "oc1.";

    public static string Encode(string summary) => Mark + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(summary));

    public static bool TryDecode(string text, [NotNullWhen(true)] out string? summary)
    {
        summary = null;
        if (!text.StartsWith(Mark, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Mark.Length))) return false;
        var bytes = Base64Url.DecodeFromChars(text.AsSpan(Mark.Length));
        if (!System.Text.Unicode.Utf8.IsValid(bytes)) return false;
        summary = Encoding.UTF8.GetString(bytes);
        return true;
    }
}

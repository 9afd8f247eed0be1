using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Orchestrator.Outcomes;

namespace Orchestrator.Bodies;

/// <summary>A body parsed once, with its parts as slices of the bytes that arrived.</summary>
internal sealed class JsonBody : IDisposable
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly JsonDocument _document;

    private JsonBody(ReadOnlyMemory<byte> bytes, JsonDocument document)
    {
        _bytes = bytes;
        _document = document;
    }

    public JsonElement Root => _document.RootElement;

    /// <summary>Parses strictly: valid UTF-8, one object, no comments, no trailing commas, no member twice, no half surrogates.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> bytes, int depth, [NotNullWhen(true)] out JsonBody? body, [NotNullWhen(false)] out ApiError? error)
    {
        body = null;
        if (bytes.IsEmpty)
        {
            error = Invalid.Json("The body is empty: expected a JSON object.");
            return false;
        }
        if (!Utf8.IsValid(bytes.Span))
        {
            error = Invalid.Json("The body is not valid UTF-8.");
            return false;
        }
        if (HalfSurrogate.IsIn(bytes.Span))
        {
            error = Invalid.Json("The body holds half of a surrogate pair (\\ud800 to \\udfff alone), which is no text.");
            return false;
        }
        try
        {
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = depth, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind is JsonValueKind.Object)
            {
                body = new JsonBody(bytes, document);
                error = null;
                return true;
            }
            document.Dispose();
            error = Invalid.Json("The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            error = DuplicateMember.TryFind(bytes.Span, depth, out var path)
                ? Invalid.Duplicate(path)
                : Invalid.Json(string.Create(CultureInfo.InvariantCulture,
                    $"The body is not valid JSON, or nests deeper than {depth}: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}."));
        }
        return false;
    }

    /// <summary>The element exactly as it arrived.</summary>
    public ReadOnlyMemory<byte> Slice(JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return _bytes.Span.Overlaps(raw, out var offset)
            ? _bytes.Slice(offset, raw.Length)
            : throw new ArgumentException("The element is not part of this body.", nameof(element));
    }

    public void Dispose() => _document.Dispose();
}

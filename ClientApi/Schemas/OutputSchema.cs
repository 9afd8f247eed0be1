using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using Newtonsoft.Json;
using NJsonSchema;
using NJsonSchema.References;

namespace Orchestrator.Schemas;

/// <summary>A JSON schema that an answer has to hold to, as its client gave it. It is read without asking anybody: references leave it nowhere.</summary>
internal sealed class OutputSchema
{
    /// <summary>Longest schema, in bytes.</summary>
    public const int LongestBytes = 64 * 1024;

    private readonly JsonSchema _schema;

    private OutputSchema(JsonSchema schema) => _schema = schema;

    /// <param name="complaint">What is wrong with it, in words for the client.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, [NotNullWhen(true)] out OutputSchema? schema, [NotNullWhen(false)] out string? complaint)
    {
        (schema, complaint) = (null, null);
        if (json.Length > LongestBytes)
        {
            complaint = $"a schema of at most {LongestBytes} bytes";
            return false;
        }

        try
        {
            // Nothing is waited for: with this resolver reading is parsing.
            schema = new OutputSchema(JsonSchema.FromJsonAsync(Encoding.UTF8.GetString(json), null, root => new InsideOnly(root)).GetAwaiter().GetResult());
            return true;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or NotSupportedException or FormatException or ArgumentException)
        {
            complaint = "a JSON schema whose references all stand in it";
            return false;
        }
    }

    /// <summary>Where the text breaks the schema first, as a path and the kind of breach; null where it holds to it. Nothing of its content is told.</summary>
    public string? FirstBreach(string text)
    {
        try
        {
            var first = _schema.Validate(text).FirstOrDefault();
            return first is null ? null : $"{first.Kind} at {first.Path ?? "#"}";
        }
        catch (Exception unreadable) when (unreadable is JsonException or RegexMatchTimeoutException)
        {
            return unreadable is JsonException ? "it is not JSON" : "a pattern takes too long to match";
        }
    }

    private sealed class InsideOnly(JsonSchema root) : JsonReferenceResolver(new JsonSchemaAppender(root, new DefaultTypeNameGenerator()))
    {
        public override Task<IJsonReference> ResolveFileReferenceAsync(string filePath, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override Task<IJsonReference> ResolveUrlReferenceAsync(string url, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}

using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;

namespace Orchestrator.Schemas;

/// <summary>
/// One walk of the library over an answer, with an end: a schema whose alternatives refer to themselves would otherwise double the work with each level of
/// the answer. Both are the client's, so the walk counts its steps, and gives up at the same place every time.
/// </summary>
internal sealed class SchemaWalk(IReadOnlyDictionary<JsonSchema, SchemaExtras> extras) : JsonSchemaValidator(new JsonSchemaValidatorSettings())
{
    /// <summary>Most work: a step is one schema held against one value, or one member that it names.</summary>
    private const int MostSteps = 200_000;

    /// <summary>Deepest nesting of schemas held against values.</summary>
    private const int MostDepth = 400;

    private int _steps;
    private int _depth;

    /// <summary>The first violation; null where there is none.</summary>
    public SchemaVerdict? Run(JToken token, JsonSchema schema)
    {
        try
        {
            return Validate(token, schema, SchemaType.JsonSchema, null, "").Select(Innermost).Select(VerdictOf).FirstOrDefault();
        }
        catch (Exception exception) when (exception is TooMuchWorkException or RegexMatchTimeoutException)
        {
            return new SchemaVerdict("", "TooCostlyToCheck");
        }
    }

    protected override ICollection<ValidationError> Validate(JToken token, JsonSchema schema, SchemaType schemaType, string? propertyName, string propertyPath)
    {
        var actual = schema.ActualSchema;
        _steps += 1 + actual.Properties.Count + actual.RequiredProperties.Count;
        if (_steps > MostSteps || _depth >= MostDepth) throw new TooMuchWorkException();
        _depth++;
        var errors = base.Validate(token, schema, schemaType, propertyName, propertyPath);
        _depth--;
        // Members are required of objects only; the library misses them in numbers too.
        if (token is not JObject) errors = [.. errors.Where(error => error.Kind is not ValidationErrorKind.PropertyRequired)];
        if (extras.TryGetValue(actual, out var more))
        {
            _steps += more.Values?.Count ?? 0;
            if (more.Check(token) is { } violation) errors = [.. errors, new ExtraError(violation, propertyName, propertyPath, token, schema)];
        }
        return errors;
    }

    /// <summary>Where all of several schemas must hold, the one violation that counts is the one inside.</summary>
    private static ValidationError Innermost(ValidationError error)
    {
        while (error is ChildSchemaValidationError { Kind: not (ValidationErrorKind.NotAnyOf or ValidationErrorKind.NotOneOf) } outer
            && outer.Errors.Values.SelectMany(inner => inner).FirstOrDefault() is { } first) error = first;
        return error;
    }

    private static SchemaVerdict VerdictOf(ValidationError error)
    {
        var pointer = Pointer.To(error.Kind is ValidationErrorKind.NoAdditionalPropertiesAllowed && error.Token is JProperty added ? added.Parent : error.Token);
        // A member that is missing is named by the schema, one that is too much only by the answer.
        if (error.Kind is ValidationErrorKind.PropertyRequired) pointer += "/" + Pointer.Escape(error.Property ?? "");
        return new SchemaVerdict(pointer, error is ExtraError extra ? extra.Violation : error.Kind.ToString());
    }

    private sealed class ExtraError(string violation, string? name, string? path, JToken token, JsonSchema schema)
        : ValidationError(ValidationErrorKind.Unknown, name, path, token, schema)
    {
        public string Violation { get; } = violation;
    }

    /// <summary>The only way out of the library's recursion.</summary>
    private sealed class TooMuchWorkException : Exception;
}

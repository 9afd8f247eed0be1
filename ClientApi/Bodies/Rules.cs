using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Bodies;

/// <summary>The rules that members of requests are held to.</summary>
internal static class Rules
{
    public static Rule Boolean { get; } = (value, path) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : Invalid.Type(path, "a boolean", value);

    public static Rule Object { get; } = (value, path) =>
        value.ValueKind is JsonValueKind.Object ? null : Invalid.Type(path, "an object", value);

    public static Rule Number(double least, double most)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}");
        return (value, path) =>
        {
            if (value.ValueKind is not JsonValueKind.Number) return Invalid.Type(path, expected, value);
            return value.TryGetDouble(out var number) && number >= least && number <= most ? null : Invalid.Value(path, expected);
        };
    }

    public static Rule Integer(long least, long most)
    {
        var expected = (least, most) switch
        {
            (long.MinValue, long.MaxValue) => "an integer",
            (1, int.MaxValue) => "a positive integer",
            _ => string.Create(CultureInfo.InvariantCulture, $"an integer from {least} to {most}"),
        };
        return (value, path) =>
        {
            if (value.ValueKind is not JsonValueKind.Number) return Invalid.Type(path, expected, value);
            return value.TryGetInt64(out var number) && number >= least && number <= most ? null : Invalid.Value(path, expected);
        };
    }

    public static Rule Text(int most)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"a string of at most {most} characters");
        return (value, path) =>
        {
            if (value.ValueKind is not JsonValueKind.String) return Invalid.Type(path, expected, value);
            return value.GetString()!.Length <= most ? null : Invalid.Value(path, expected);
        };
    }

    /// <summary>Either a string or what the other rule takes.</summary>
    public static Rule TextOr(Rule other) => (value, path) =>
        value.ValueKind is JsonValueKind.String ? null : other(value, path);

    public static Rule Array(int least, int most, Rule each)
    {
        var expected = string.Create(CultureInfo.InvariantCulture, $"an array of {least} to {most} elements");
        return (value, path) =>
        {
            if (value.ValueKind is not JsonValueKind.Array) return Invalid.Type(path, expected, value);
            if (value.GetArrayLength() < least || value.GetArrayLength() > most) return Invalid.Value(path, expected);
            var index = 0;
            foreach (var element in value.EnumerateArray())
            {
                if (each(element, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]")) is { } error) return error;
            }
            return null;
        };
    }

    /// <summary>An object that has the member.</summary>
    public static Rule With(string member, Rule rule) => (value, path) =>
    {
        if (value.ValueKind is not JsonValueKind.Object) return Invalid.Type(path, "an object", value);
        return value.TryGetProperty(member, out var inner)
            ? rule(inner, $"{path}.{member}")
            : Invalid.Missing($"{path}.{member}", $"a member of '{path}'");
    };

    /// <summary>First the one, then the other.</summary>
    public static Rule Both(Rule first, Rule second) => (value, path) => first(value, path) ?? second(value, path);

    /// <summary>Metadata: at most 16 pairs, keys of at most 64 and values of at most 512 characters.</summary>
    public static Rule Metadata { get; } = (value, path) =>
    {
        if (value.ValueKind is not JsonValueKind.Object) return Invalid.Type(path, "an object of strings", value);
        if (value.GetPropertyCount() > 16) return Invalid.Value(path, "an object of at most 16 pairs");
        foreach (var pair in value.EnumerateObject())
        {
            if (pair.Name.Length > 64) return Invalid.Value(path, "an object whose keys have at most 64 characters");
            if (pair.Value.ValueKind is not JsonValueKind.String) return Invalid.Type($"{path}.{pair.Name}", "a string", pair.Value);
            if (pair.Value.GetString()!.Length > 512) return Invalid.Value($"{path}.{pair.Name}", "a string of at most 512 characters");
        }
        return null;
    };
}

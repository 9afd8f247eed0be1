using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace Orchestrator.Admin;

/// <summary>
/// Holds the parameters of a call to what their endpoint declares: none that it does not know, none twice, each of its type and within its bounds. A
/// misspelt filter would else be no filter.
/// </summary>
internal sealed class QueryCheck : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var parameters = http.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];
        var errors = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var unknown in http.Request.Query.Keys.Except(parameters.Select(NameOf)))
            errors[unknown] = [$"'{Shorten(unknown)}' is no parameter here: expected {Known(parameters, http)}."];
        for (var i = 0; i < parameters.Length; i++)
        {
            if (Problem(parameters[i], http, context.Arguments[i]) is { } problem) errors[NameOf(parameters[i])] = [problem];
        }

        // Set by the binding of parameters, before any filter runs.
        var unbound = http.Response.StatusCode == StatusCodes.Status400BadRequest;
        if (unbound && errors.Count == 0) errors[""] = ["A parameter is not of its type."];
        if (errors.Count == 0) return next(context);
        http.Response.StatusCode = StatusCodes.Status200OK;
        return ValueTask.FromResult<object?>(AdminProblem.Invalid(errors));
    }

    private static string? Problem(ParameterInfo parameter, HttpContext http, object? value)
    {
        var name = NameOf(parameter);
        var given = http.Request.Query.TryGetValue(name, out var texts) ? texts : StringValues.Empty;
        if (given.Count > 1) return $"'{name}' is given {given.Count} times: expected once.";
        if (!IsGiven(parameter, http))
        {
            return parameter.GetCustomAttribute<FromQueryAttribute>() is not null && !IsOptional(parameter) ? $"'{name}' is required." : null;
        }

        if (!IsOf(parameter.ParameterType, given.ToString(), http.Request.RouteValues.ContainsKey(name))) return $"'{name}' must be {Noun(parameter.ParameterType)}.";
        var broken = parameter.GetCustomAttributes<ValidationAttribute>().FirstOrDefault(rule => !rule.IsValid(value));
        return broken switch
        {
            null => null,
            RangeAttribute range => $"'{name}' must be from {range.Minimum} to {range.Maximum}.",
            StringLengthAttribute length => $"'{name}' must have {length.MinimumLength} to {length.MaximumLength} characters.",
            _ => broken.FormatErrorMessage(name),
        };
    }

    private static bool IsGiven(ParameterInfo parameter, HttpContext http) =>
        http.Request.Query.ContainsKey(NameOf(parameter)) || http.Request.RouteValues.ContainsKey(NameOf(parameter));

    private static bool IsOptional(ParameterInfo parameter) => new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.Nullable;

    private static bool IsOf(Type type, string text, bool isRoute)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (isRoute || bare == typeof(string)) return true;
        if (bare == typeof(int)) return int.TryParse(text, culture, out _);
        if (bare == typeof(long)) return long.TryParse(text, culture, out _);
        if (bare == typeof(bool)) return bool.TryParse(text, out _);
        if (bare == typeof(DateTimeOffset)) return DateTimeOffset.TryParse(text, culture, out _);
        return true;
    }

    private static string Noun(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(bool)) return "true or false";
        return bare == typeof(DateTimeOffset) ? "a time such as 2026-05-01T12:00:00Z" : "an integer";
    }

    private static string NameOf(ParameterInfo parameter) => parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name ?? "";

    private static string Known(ParameterInfo[] parameters, HttpContext http)
    {
        var names = parameters.Where(parameter => parameter.GetCustomAttribute<FromQueryAttribute>() is not null).Select(NameOf).ToList();
        return names.Count == 0 ? $"none at {http.Request.Path}" : string.Join(", ", names);
    }

    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64] + "…";
}

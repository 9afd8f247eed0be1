using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Outcomes;

namespace Orchestrator.Admin;

/// <summary>What an operator is told when a call did not work: problem+json (RFC 9457), with <c>errors</c> by field where fields are wrong.</summary>
internal static class AdminProblem
{
    public static ProblemHttpResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    /// <summary>Things are not so that this can be done now.</summary>
    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    /// <summary>It was changed since it was read.</summary>
    public static ProblemHttpResult Changed(string detail) => Of(StatusCodes.Status412PreconditionFailed, detail);

    /// <summary>One field is wrong: its name as the caller wrote it, and what was expected there.</summary>
    public static ProblemHttpResult Invalid(string field, string expected) =>
        Invalid(new SortedDictionary<string, string[]>(StringComparer.Ordinal) { [field] = [expected] });

    public static ProblemHttpResult Invalid(SortedDictionary<string, string[]> errors) => TypedResults.Problem(new ProblemDetails
    {
        Status = StatusCodes.Status400BadRequest,
        Detail = string.Join(' ', errors.SelectMany(error => error.Value)),
        Extensions = { ["errors"] = errors },
    });

    /// <summary>The same as the other doors say it, in the words of this one.</summary>
    public static ProblemHttpResult Of(ApiError error) => error is { Param: { } param, Status: StatusCodes.Status400BadRequest }
        ? Invalid(param, error.Message)
        : Of(error.Status, error.Message);

    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(new ProblemDetails { Status = status, Detail = detail });

    /// <summary>Answers for a call that broke: whether its work was done is unknown.</summary>
    public static Task Write(HttpContext context, Exception exception)
    {
        var error = BrokenCalls.ErrorOf(exception);
        if (error.RetryAfter is { } wait) context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Of(error.Status, error.Message).ExecuteAsync(context);
    }
}

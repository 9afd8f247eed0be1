using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>Says what the register answered as HTTP does.</summary>
internal static class RegisterAnswers
{
    /// <summary>Why an order was not carried out; null where it was.</summary>
    public static ProblemHttpResult? ProblemOf(this RegisterAnswer answer) => answer switch
    {
        RegisterAnswer.Done => null,
        RegisterAnswer.Invalid invalid => AdminProblem.Invalid(invalid.Field, $"'{invalid.Field}' {invalid.Message}"),
        RegisterAnswer.Missing missing => AdminProblem.NotFound(missing.Message),
        RegisterAnswer.Conflict conflict => AdminProblem.Conflict(conflict.Message),
        _ => throw new InvalidOperationException($"An answer of type {answer.GetType().Name} is not known here."),
    };

    /// <summary>The operator's id, for the log.</summary>
    public static string Operator(this HttpContext context) => context.User.Identity?.Name ?? "unknown";
}

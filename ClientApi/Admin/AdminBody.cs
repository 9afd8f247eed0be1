using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Bodies;

namespace Orchestrator.Admin;

/// <summary>Reads the JSON of a change, strictly: each member is known and holds to its rule.</summary>
internal static class AdminBody
{
    private const int MostBytes = 64 * 1024;
    private const int MostDepth = 16;

    private static readonly RequestLimits s_limits = new() { BodyBytes = MostBytes };

    /// <summary>The body, or what is wrong with it.</summary>
    public static async Task<(JsonBody? Body, ProblemHttpResult? Problem)> Read(HttpContext context, IReadOnlyDictionary<string, Rule> members)
    {
        var (bytes, error) = await RequestBody.Read(context, s_limits);
        if (error is not null) return (null, AdminProblem.Of(error));
        if (!JsonBody.TryParse(bytes, MostDepth, out var body, out error)) return (null, AdminProblem.Of(error));
        var errors = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var member in body.Root.EnumerateObject())
        {
            if (!members.TryGetValue(member.Name, out var rule)) errors[member.Name] = [$"'{member.Name}' is no member here: expected {string.Join(", ", members.Keys)}."];
            else if (rule(member.Value, member.Name) is { } wrong) errors[wrong.Param ?? member.Name] = [wrong.Message];
        }

        if (errors.Count == 0) return (body, null);
        body.Dispose();
        return (null, AdminProblem.Invalid(errors));
    }
}

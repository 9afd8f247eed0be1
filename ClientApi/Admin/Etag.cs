using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Orchestrator.Admin;

/// <summary>Lets a caller say which state it means to change: <c>ETag</c> on what is read, <c>If-Match</c> on what is changed.</summary>
internal static class Etag
{
    /// <summary>The tag of a state that is written as this text.</summary>
    public static string Of(string state) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)).AsSpan(0, 8))}\"";

    /// <summary>The tag of a version that only rises.</summary>
    public static string OfVersion(long version) => $"\"{version}\"";

    public static void Show(HttpContext context, string tag) => context.Response.Headers.ETag = tag;

    /// <summary>What to answer where the caller means another state than this one; null where it means this one, any, or does not say.</summary>
    public static ProblemHttpResult? Refuse(HttpContext context, string tag)
    {
        var meant = context.Request.Headers.IfMatch;
        return meant.Count == 0 || meant.SelectMany(line => (line ?? "").Split(',')).Any(one => one.Trim() is "*" || one.Trim() == tag)
            ? null
            : AdminProblem.Changed($"It was changed since it was read: its ETag is {tag} now. Read it again and decide anew.");
    }
}

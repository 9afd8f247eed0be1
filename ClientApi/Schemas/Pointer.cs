using System.Globalization;
using Newtonsoft.Json.Linq;

namespace Orchestrator.Schemas;

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class Pointer
{
    /// <summary>Where a value stands in the whole that it is part of; empty for the whole.</summary>
    public static string To(JToken? token)
    {
        var steps = new List<string>();
        for (; token?.Parent is { } parent; token = parent)
        {
            if (parent is JProperty member) steps.Add(Escape(member.Name));
            else if (parent is JArray array) steps.Add(IndexOf(array, token).ToString(CultureInfo.InvariantCulture));
        }
        steps.Reverse();
        return string.Concat(steps.Select(step => "/" + step));
    }

    public static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static int IndexOf(JArray array, JToken token) => array.TakeWhile(element => !ReferenceEquals(element, token)).Count();
}

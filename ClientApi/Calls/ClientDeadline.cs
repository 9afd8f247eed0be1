using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Orchestrator.Outcomes;

namespace Orchestrator.Calls;

/// <summary>
/// How long a client is ready to wait, as its headers say: <c>x-request-timeout-ms</c> in milliseconds, or the <c>x-stainless-timeout</c> that the
/// OpenAI libraries send, in seconds. The first goes before the second.
/// </summary>
internal static class ClientDeadline
{
    public const string Header = "x-request-timeout-ms";
    public const string LibrarysHeader = "x-stainless-timeout";

    private const double Longest = 3_600_000;

    /// <summary>When the client stops waiting; null where it does not say. False where what it says is no time.</summary>
    public static bool TryRead(IHeaderDictionary headers, DateTimeOffset now, out DateTimeOffset? deadline, [NotNullWhen(false)] out ApiError? error)
    {
        deadline = null;
        error = null;
        if (headers.TryGetValue(Header, out var own))
        {
            if (!int.TryParse(own, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) || milliseconds is < 1 or > (int)Longest)
                error = Wrong(Header, "a whole number of milliseconds from 1 to 3600000");
            else deadline = now.AddMilliseconds(milliseconds);
        }
        else if (headers.TryGetValue(LibrarysHeader, out var librarys))
        {
            if (!double.TryParse(librarys, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || !(seconds > 0))
                error = Wrong(LibrarysHeader, "a number of seconds above 0");
            // A library that would wait longer than we do has nothing to say.
            else if (seconds * 1000 <= Longest) deadline = now.AddSeconds(seconds);
        }

        return error is null;
    }

    private static ApiError Wrong(string header, string expected) =>
        new(StatusCodes.Status400BadRequest, ApiError.InvalidRequest, "invalid_value", $"The header '{header}' must be {expected}.", header);
}

using System.Globalization;
using Orchestrator.Quota;

namespace Orchestrator.Outcomes;

/// <summary>Tells a client which limit refused it: what the limit allows, what is left, what was asked, and when to come back.</summary>
internal static class RefusalWords
{
    private const decimal Billionth = 0.000000001m;

    public static ApiError Of(Refusal refusal)
    {
        var (amount, remaining, asked) = (Shown(refusal, refusal.Amount), Shown(refusal, Math.Max(0, refusal.Remaining)), Shown(refusal, refusal.Asked));
        var verb = refusal.Unit is QuotaUnit.Cost ? "is" : "are";
        var message = $"Rate limit '{refusal.Limit}' reached: it allows {amount}{Noun(refusal.Unit)}, {remaining} {verb} left and the request needs {asked}. {Advice(refusal)}";
        return new ApiError(StatusCodes.Status429TooManyRequests, TypeOf(refusal.Unit), "rate_limit_exceeded", message)
        {
            RetryAfter = refusal.RetryAfter,
            ShouldRetry = refusal.RetryAfter is not null,
        };
    }

    private static string Advice(Refusal refusal)
    {
        if (refusal.RetryAfter is not { } wait)
            return "The request can never be covered by this limit" + (refusal.Unit is QuotaUnit.Tokens or QuotaUnit.Cost ? ": lower max_tokens or shorten the prompt." : ".");
        // Rounded up: whoever comes back at that time must not be too early.
        var milliseconds = Math.Max(1, Math.Ceiling((decimal)wait.Ticks / TimeSpan.TicksPerMillisecond));
        return string.Create(CultureInfo.InvariantCulture, $"Please try again in {milliseconds / 1000:0.###} s.");
    }

    /// <summary>Money is shown in whole units of the currency that prices are in.</summary>
    private static string Shown(Refusal refusal, long units) => refusal.Unit is QuotaUnit.Cost
        ? (units * Billionth).ToString("0.#########", CultureInfo.InvariantCulture)
        : units.ToString(CultureInfo.InvariantCulture);

    private static string TypeOf(QuotaUnit unit) => unit switch
    {
        QuotaUnit.Tokens => "tokens",
        QuotaUnit.Cost => "cost",
        _ => "requests",
    };

    private static string Noun(QuotaUnit unit) => unit switch
    {
        QuotaUnit.Requests => " requests",
        QuotaUnit.Tokens => " tokens",
        QuotaUnit.Cost => " in cost",
        _ => " requests at a time",
    };
}

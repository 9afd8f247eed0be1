using Microsoft.AspNetCore.Components.Authorization;
using Orchestrator.Outcomes;
using Orchestrator.Tenants;

namespace Orchestrator.Dashboard;

/// <summary>
/// What an operator orders on a page: only where it is allowed, and never without being on the register's log under the operator's id. Each tells in words why it was
/// not carried out, and null where it was.
/// </summary>
internal sealed class Orders(Permission permission, AuthenticationStateProvider session, TenantDesk desk)
{
    public const string NotAllowed = "You may look and not change anything.";
    public const string Unknown = "The cluster does not answer just now: whether it was done is not known. The audit log will tell.";

    /// <summary>Has the register carry it out.</summary>
    public Task<string?> CarryOut(RegisterChange change, long? ifVersion = null) => Order(async by => WordsOf(await desk.CarryOut(by, change, ifVersion)));

    /// <summary>Makes a key; the text is its only copy, and null where none was made.</summary>
    public async Task<(string? Refusal, string? Text)> CreateKey(string tenant, KeyRecord like, string? replaces = null, DateTimeOffset? replacedEnds = null)
    {
        string? text = null;
        var refusal = await Order(async by =>
        {
            (var answer, var made) = await desk.CreateKey(by, tenant, like, replaces, replacedEnds);
            if (answer is RegisterAnswer.Done) text = made;
            return WordsOf(answer);
        });
        return (refusal, text);
    }

    /// <summary>Puts on record what is to be done, then does it: nothing is done that is not on record.</summary>
    /// <param name="what">As in <c>target.drain</c>.</param>
    public Task<string?> Do(string what, string subject, Func<Task> act, string detail = "") => Order(async by =>
    {
        if (WordsOf(await desk.Note(by, what, subject, detail)) is { } refusal) return $"It was not done, for it cannot be put on record: {refusal}";
        await act();
        return null;
    });

    private async Task<string?> Order(Func<string, Task<string?>> order)
    {
        if (!await permission.ToChange()) return NotAllowed;
        try
        {
            return await order((await session.GetAuthenticationStateAsync()).User.Identity?.Name ?? "unknown");
        }
        catch (Exception exception) when (BrokenCalls.IsOutage(exception))
        {
            return Unknown;
        }
    }

    private static string? WordsOf(RegisterAnswer answer) => answer switch
    {
        RegisterAnswer.Done => null,
        RegisterAnswer.Invalid invalid => $"'{invalid.Field}' {invalid.Message}",
        RegisterAnswer.Missing missing => missing.Message,
        RegisterAnswer.Conflict conflict => conflict.Message,
        _ => throw new InvalidOperationException($"An answer of type {answer.GetType().Name} is not known here."),
    };
}

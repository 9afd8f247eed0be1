using Microsoft.AspNetCore.Components.Authorization;
using Orchestrator.Tenants;

namespace Orchestrator.Dashboard;

/// <summary>What an operator orders on a page: only where it is allowed, and never without being on the register's log under the operator's id.</summary>
internal sealed class Orders(Permission permission, AuthenticationStateProvider session, TenantDesk desk)
{
    /// <summary>Has the register carry it out.</summary>
    public async Task<RegisterAnswer> CarryOut(RegisterChange change, long? ifVersion = null) => await desk.CarryOut(await Operator(), change, ifVersion);

    /// <summary>Makes a key; the text is its only copy.</summary>
    public async Task<(RegisterAnswer Answer, string Text)> CreateKey(string tenant, KeyRecord like, string? replaces = null, DateTimeOffset? replacedEnds = null) =>
        await desk.CreateKey(await Operator(), tenant, like, replaces, replacedEnds);

    /// <summary>Puts on record what is to be done, then does it: nothing is done that is not on record.</summary>
    /// <param name="what">As in <c>target.drain</c>.</param>
    public async Task Do(string what, string subject, Func<Task> act, string detail = "")
    {
        await desk.Note(await Operator(), what, subject, detail);
        await act();
    }

    private async Task<string> Operator()
    {
        await permission.Demand();
        return (await session.GetAuthenticationStateAsync()).User.Identity?.Name ?? "unknown";
    }
}

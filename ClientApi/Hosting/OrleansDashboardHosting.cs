using Orchestrator.Dashboard;
using Orleans.Dashboard;

namespace Orchestrator.Hosting;

/// <summary>
/// Orleans' own dashboard beside ours, behind the same login. It times every call of every grain, which costs each of them a little: so it is there only
/// where <c>Orchestrator:OrleansDashboard</c> is true, at the silos and at the process that shows it. Default: false.
/// </summary>
public static class OrleansDashboardHosting
{
    internal const string Address = "/dashboard/orleans";

    private const string Setting = "Orchestrator:OrleansDashboard";

    public static bool HasOrleansDashboard(this IConfiguration configuration) => configuration.GetValue(Setting, defaultValue: false);

    internal static void MapOrleansDashboard(this WebApplication routes)
    {
        if (routes.Configuration.HasOrleansDashboard()) routes.MapOrleansDashboard(Address).RequireAuthorization(LoginApi.Policy);
    }
}

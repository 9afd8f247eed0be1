using Orchestrator.Operators;

namespace Orchestrator.Hosting;

/// <summary>
/// The metrics, for operators and for scrapers with an operator's key. Where <c>Telemetry:Metrics:Open</c> is true anybody who reaches the port may read
/// them: for a scraper that can show no key, within a private network. Default: false.
/// </summary>
public static class MetricsHosting
{
    private const string Address = "/metrics";
    private const string Open = "Telemetry:Metrics:Open";

    public static WebApplication MapMetrics(this WebApplication app)
    {
        var metrics = app.MapPrometheusScrapingEndpoint(Address);
        if (!app.Configuration.GetValue(Open, defaultValue: false)) metrics.RequireOperator(OperatorPolicies.Read);
        return app;
    }
}

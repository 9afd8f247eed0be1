using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace Orchestrator.Hosting;

/// <summary>What can be seen of a silo: compact JSON lines that carry the trace id, spans through the grain calls, metrics to scrape.</summary>
internal static class TelemetryHosting
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSerilog((_, logger) => logger
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // A degraded check says so itself, once, and not each time a probe asks.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Error)
            .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Error)
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .WriteTo.Console(new RenderedCompactJsonFormatter()));

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("orchestrator-silo"))
            .WithMetrics(metrics => metrics
                .AddMeter("Orchestrator", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http")
                .AddView(instrument => CountsEveryMessage(instrument) ? MetricStreamConfiguration.Drop : null)
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter());
        if (builder.CollectsTraces())
        {
            telemetry.WithTracing(traces => traces
                .AddSource("Orchestrator", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Application")
                .AddAspNetCoreInstrumentation()
                .AddOtlpExporter());
        }

        return builder;
    }

    /// <summary>A request is six messages and more, and Orleans counts each of them several times over.</summary>
    private static bool CountsEveryMessage(Instrument instrument) =>
        instrument.Meter.Name == "Microsoft.Orleans" && instrument.Name.StartsWith("orleans-messaging", StringComparison.Ordinal);

    /// <summary>Whether there is somewhere to send spans to.</summary>
    public static bool CollectsTraces(this WebApplicationBuilder builder) => builder.Configuration[OtlpEndpoint] is { Length: > 0 };
}

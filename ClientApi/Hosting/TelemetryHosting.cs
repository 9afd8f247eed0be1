using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Formatting.Compact;

namespace Orchestrator.Hosting;

/// <summary>Sight on this process: logs as JSON on the console, traces where a collector is named, metrics at <c>/metrics</c>.</summary>
internal static class TelemetryHosting
{
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        // The compact format writes the trace and span id on every line (@tr, @sp).
        builder.Services.AddSerilog(logging => logging
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft.AspNetCore", Serilog.Events.LogEventLevel.Warning)
            .MinimumLevel.Override("Orleans", Serilog.Events.LogEventLevel.Warning)
            .ReadFrom.Configuration(builder.Configuration)
            .WriteTo.Console(new CompactJsonFormatter()));

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("orchestrator-client-api"))
            .WithMetrics(metrics => metrics
                .AddMeter("Orchestrator", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
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

    /// <summary>Whether there is somewhere to send spans to.</summary>
    public static bool CollectsTraces(this WebApplicationBuilder builder) => builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
}

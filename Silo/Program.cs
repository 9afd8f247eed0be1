using Orchestrator;
using Orchestrator.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddOrchestratorConfiguration();
builder.AddTelemetry();
builder.ConfigureOrchestratorKestrel();
var demo = await builder.AddDemo();

var options = builder.AddHostOptions();
var store = builder.AddStore(options);
builder.AddSilo(options, store);
builder.Services.AddOrchestratorApi(builder.Configuration);

var app = builder.Build();
app.MapOrchestratorApi();
app.MapPrometheusScrapingEndpoint("/metrics");
app.AnnounceWhenStarted(demo);
await app.RunAsync();

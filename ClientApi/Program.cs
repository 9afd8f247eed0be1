using Orchestrator.Hosting;
using Orchestrator.Tenants;

var builder = WebApplication.CreateSlimBuilder(args);

builder.WebHost.UseStaticWebAssets();
builder.AddSettings(args, defaultUrl: "http://127.0.0.1:8081");
builder.AddTelemetry();
builder.AddClusterClient();
builder.AddRegister();
builder.Services.AddOrchestratorApi(builder.Configuration);

var app = builder.Build();

app.MapMetrics();
app.MapOrchestratorApi();
app.Run();

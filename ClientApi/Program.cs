using Orchestrator.Hosting;

var builder = WebApplication.CreateSlimBuilder(args);

builder.AddSettings(args);
builder.AddTelemetry();
builder.AddClusterClient();
builder.Services.AddOrchestratorApi(builder.Configuration);

var app = builder.Build();

app.MapTelemetry();
app.MapOrchestratorApi();
app.Run();

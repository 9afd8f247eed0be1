using Orchestrator.Hosting;
using Orchestrator.Tenants;

var builder = WebApplication.CreateSlimBuilder(args);

builder.WebHost.UseStaticWebAssets();
builder.AddSettings(args, defaultUrl: "http://127.0.0.1:8080");
builder.AddTelemetry();
await using var demo = await builder.AddDemo();
var options = builder.AddNodeOptions();
using var store = builder.AddStore(options);
builder.AddSilo(options, store);
builder.AddRegister();
builder.Services.ShareSessions(store.Connection, options.ServiceId);
builder.Services.AddOrchestratorApi(builder.Configuration);

var app = builder.Build();

app.MapMetrics();
app.MapOrchestratorApi();
app.AnnounceWhenStarted(demo);
return await app.RunToEnd();

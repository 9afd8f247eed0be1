// The bare forwarder that a .NET team would write with YARP: the yardstick of docs/performance.md.
using System.Diagnostics;
using System.Net;
using Yarp.ReverseProxy.Forwarder;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddHttpForwarder();
var app = builder.Build();

var upstream = builder.Configuration["UPSTREAM"] ?? throw new InvalidOperationException("UPSTREAM is not set: expected the address to forward to.");
var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
var connections = new HttpMessageInvoker(new SocketsHttpHandler
{
    UseProxy = false,
    AllowAutoRedirect = false,
    AutomaticDecompression = DecompressionMethods.None,
    UseCookies = false,
    EnableMultipleHttp2Connections = true,
    ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    ConnectTimeout = TimeSpan.FromSeconds(15),
});

app.Run(async context => await forwarder.SendAsync(context, upstream, connections, ForwarderRequestConfig.Empty, HttpTransformer.Default));
await app.RunAsync();

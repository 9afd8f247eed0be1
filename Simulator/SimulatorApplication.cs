using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Orchestrator.Simulator;

/// <summary>One running simulator: started and stopped by its host, or run until a signal when it stands alone.</summary>
public sealed class SimulatorApplication : IAsyncDisposable
{
    private readonly WebApplication _application;

    private SimulatorApplication(WebApplication application) => _application = application;

    /// <summary>Where it listens, with the port it was really given. Known once started.</summary>
    public Uri Address => new(_application.Urls.First());

    /// <summary>Every request seen, oldest first.</summary>
    public Journal Journal => _application.Services.GetRequiredService<Journal>();

    /// <summary>The rules of misbehaviour in force.</summary>
    public BehaviourBook Behaviours => _application.Services.GetRequiredService<BehaviourBook>();

    /// <summary>The ceiling on each account's requests at a time.</summary>
    public ConcurrencyGate Concurrency => _application.Services.GetRequiredService<ConcurrencyGate>();

    /// <summary>A simulator for a host: no signals, no console, no settings but these options.</summary>
    public static SimulatorApplication Create(SimulatorOptions options, TimeProvider? clock = null)
    {
        var builder = Builder(options, clock);
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        return Build(builder, options);
    }

    internal static SimulatorApplication CreateStandalone(SimulatorOptions options)
    {
        var builder = Builder(options, clock: null);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        return Build(builder, options);
    }

    public Task StartAsync(CancellationToken cancellation = default) => _application.StartAsync(cancellation);

    public Task StopAsync(CancellationToken cancellation = default) => _application.StopAsync(cancellation);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    internal Task RunAsync() => _application.RunAsync();

    private static WebApplicationBuilder Builder(SimulatorOptions options, TimeProvider? clock)
    {
        // The empty builder reads no settings files and no variables: those belong to the host.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.RequestBytes;
            kestrel.Limits.MinResponseDataRate = null;
        });

        // Flushed bytes are handed to the socket at once, so that a cut loses none that were sent before it.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton<Journal>();
        builder.Services.AddSingleton<Totals>();
        builder.Services.AddSingleton<AccountBook>();
        builder.Services.AddSingleton<BehaviourBook>();
        builder.Services.AddSingleton<ConcurrencyGate>();
        builder.Services.AddSingleton<PrefixCache>();
        builder.Services.AddSingleton<Reception>();
        builder.Services.AddSingleton<Desk>();
        return builder;
    }

    private static SimulatorApplication Build(WebApplicationBuilder builder, SimulatorOptions options)
    {
        var application = builder.Build();
        application.Urls.Add(options.Url);

        application.MapCompletions();
        application.MapModels();
        application.MapBalance();
        application.MapHealth();
        application.MapBehaviourControl();
        application.MapConcurrencyControl();
        application.MapJournalControl();
        return new SimulatorApplication(application);
    }
}

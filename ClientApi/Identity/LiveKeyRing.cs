using Microsoft.Extensions.Options;

namespace Orchestrator.Identity;

/// <summary>The ring of keys now in force. It follows configuration; an edit that is wrong leaves the last good ring in force.</summary>
internal sealed partial class LiveKeyRing : IDisposable
{
    private readonly bool _demoAllowed;
    private readonly ILogger<LiveKeyRing> _logger;
    private readonly IDisposable? _changes;

    private volatile KeyRing _current;

    public LiveKeyRing(IOptionsMonitor<TenantsOptions> options, IHostEnvironment environment, ILogger<LiveKeyRing> logger)
    {
        _demoAllowed = environment.IsDevelopment();
        _logger = logger;
        var problems = new List<string>();
        _current = KeyRing.Make(options.CurrentValue, _demoAllowed, problems);
        if (problems.Count > 0) throw new OptionsValidationException(TenantsOptions.Section, typeof(TenantsOptions), problems);
        _changes = options.OnChange(Follow);
    }

    public KeyRing Current => _current;

    public void Dispose() => _changes?.Dispose();

    private void Follow(TenantsOptions options)
    {
        var problems = new List<string>();
        var ring = KeyRing.Make(options, _demoAllowed, problems);
        if (problems.Count == 0) _current = ring;
        else LogRejected(string.Join(' ', problems));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Tenants were edited wrongly and the last good ones stay in force. {Problems}")]
    private partial void LogRejected(string problems);
}

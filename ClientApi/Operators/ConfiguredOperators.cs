using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Orchestrator.Operators;

/// <summary>The operators that are configured. They follow configuration; an edit that is wrong leaves the last good ones in force.</summary>
internal sealed partial class ConfiguredOperators : IOperators, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly bool _demoAllowed;
    private readonly ILogger<ConfiguredOperators> _logger;
    private readonly IDisposable _changes;

    private volatile OperatorRing _current;

    public ConfiguredOperators(IConfiguration configuration, IHostEnvironment environment, ILogger<ConfiguredOperators> logger)
    {
        _configuration = configuration;
        _demoAllowed = environment.IsDevelopment();
        _logger = logger;
        var problems = new List<string>();
        _current = OperatorRing.Make(configuration, _demoAllowed, problems);
        if (problems.Count > 0) throw new OptionsValidationException(OperatorRing.Section, typeof(OperatorRing), problems);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Follow);
    }

    public Operator? Find(string key) => _current.Find(key);

    public Operator? Named(string id) => _current.Named(id);

    public void Dispose() => _changes.Dispose();

    private void Follow()
    {
        var problems = new List<string>();
        var ring = OperatorRing.Make(_configuration, _demoAllowed, problems);
        if (problems.Count == 0) _current = ring;
        else LogRejected(string.Join(' ', problems));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Operators were edited wrongly and the last good ones stay in force. {Problems}")]
    private partial void LogRejected(string problems);
}

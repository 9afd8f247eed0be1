using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Orchestrator.Durability;

namespace Orchestrator.Hosting;

/// <summary>Where this silo stands: its store, its ports, its cluster. Section <c>Orchestrator</c>, as in <c>Orchestrator__Redis=redis:6379</c>.</summary>
internal sealed class NodeOptions
{
    public const string Section = "Orchestrator";

    /// <summary>The Redis that keeps cluster, state and reminders, as host:port or a StackExchange.Redis connection string. Default: none, and an embedded durable store is started.</summary>
    public string? Redis { get; init; }

    /// <summary>Where the embedded store keeps its files. Default: <c>data</c> under the working directory.</summary>
    [Required]
    public string DataDirectory { get; init; } = "data";

    /// <summary>The loopback port of the embedded store. Default: 6390.</summary>
    [Range(1, 65_535)]
    public int EmbeddedStorePort { get; init; } = 6390;

    /// <summary>What to do when the store may lose what it acknowledged: <c>Warn</c>, which refuses to start only when a plan is Strict, <c>Require</c>, which always refuses, or <c>Accept</c>, which never does. Default: Warn.</summary>
    [EnumDataType(typeof(DurabilityPolicy), ErrorMessage = "Orchestrator:StoreDurability is not one of Warn, Require and Accept.")]
    public DurabilityPolicy StoreDurability { get; init; } = DurabilityPolicy.Warn;

    /// <summary>The port on which silos talk to each other. Keep it fixed per replica: a silo that comes back on it replaces its dead self at once. Default: 11111.</summary>
    [Range(1, 65_535)]
    public int SiloPort { get; init; } = 11111;

    /// <summary>The port on which Orleans clients (ClientApi) reach this silo. Default: 30000.</summary>
    [Range(1, 65_535)]
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The address that other silos and clients use: an IP address, a host name, or <c>auto</c> for this machine's own. It must be private, because these ports ask for no credentials. Default: 127.0.0.1.</summary>
    [Required]
    public string AdvertisedAddress { get; init; } = "127.0.0.1";

    /// <summary>Which cluster the silo joins. Default: <c>orchestrator</c>.</summary>
    [Required]
    public string ClusterId { get; init; } = "orchestrator";

    /// <summary>Whose state it is; it outlives clusters. Default: <c>orchestrator</c>.</summary>
    [Required]
    public string ServiceId { get; init; } = "orchestrator";

    /// <summary>How long a silo may leave a probe unanswered; two in a row and it is held for dead. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>Reads the options before the host is built, because the store and the cluster need them first.</summary>
internal static class NodeOptionsHosting
{
    public static NodeOptions AddNodeOptions(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(NodeOptions.Section).Get<NodeOptions>() ?? new NodeOptions();
        var result = new NodeOptionsValidator().Validate(NodeOptions.Section, options);
        return result.Failed
            ? throw new OptionsValidationException(NodeOptions.Section, typeof(NodeOptions), result.Failures)
            : options;
    }
}

[OptionsValidator]
internal sealed partial class NodeOptionsValidator : IValidateOptions<NodeOptions>;

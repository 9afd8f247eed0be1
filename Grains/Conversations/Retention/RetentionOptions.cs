using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Orchestrator.Conversations;

/// <summary>How long conversations are kept after something was last said in them. Section <c>Conversations:Retention</c>, and of each tenant <c>Tenants:{tenant}:Retention</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>The configuration section they are read from.</summary>
    public const string Section = "Conversations:Retention";

    /// <summary>How long stored responses are kept that belong to no conversation of the client's making: a time of a minute or more, or <c>forever</c>. Default: 30 days.</summary>
    public RetentionTime Responses { get; set; } = new(TimeSpan.FromDays(30));

    /// <summary>How long conversations are kept that a client made: a time of a minute or more, or <c>forever</c>. Default: forever, until they are deleted.</summary>
    public RetentionTime Conversations { get; set; } = RetentionTime.Forever;

    /// <summary>How long the id of what was deleted is kept from coming back. Default: a day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan Removed { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How often what has grown old is looked for. Default: an hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Tenants for which it is different.</summary>
    public Dictionary<string, TenantRetention> Tenants { get; } = [];

    /// <summary>How long what is on a shelf is kept for a tenant.</summary>
    internal RetentionTime Of(TenantId tenant, ConversationShelf shelf)
    {
        var own = Tenants.GetValueOrDefault(tenant.Value);
        return shelf switch
        {
            ConversationShelf.Responses => own?.Responses ?? Responses,
            ConversationShelf.Conversations => own?.Conversations ?? Conversations,
            _ => new RetentionTime(Removed),
        };
    }
}

/// <summary>What differs for one tenant; null where nothing does.</summary>
public sealed record TenantRetention(RetentionTime? Responses, RetentionTime? Conversations);

/// <summary>A time, or for ever where it is null.</summary>
public readonly record struct RetentionTime(TimeSpan? Time)
{
    /// <summary>Until it is deleted.</summary>
    public static readonly RetentionTime Forever = new(null);
}

[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;

using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Orchestrator.Conversations;

/// <summary>Reads how long conversations are kept, strictly: a word that is not understood must not remove anything, nor keep it for ever.</summary>
internal sealed class RetentionRules(IConfiguration configuration) : IConfigureOptions<RetentionOptions>
{
    private static readonly TimeSpan s_least = TimeSpan.FromMinutes(1);
    private static readonly string[] s_members = ["Responses", "Conversations", "Removed", "SweepEvery"];

    public void Configure(RetentionOptions options)
    {
        var section = configuration.GetSection(RetentionOptions.Section);
        Check(section, s_members);
        options.Responses = Time(section, "Responses") ?? options.Responses;
        options.Conversations = Time(section, "Conversations") ?? options.Conversations;
        options.Removed = Span(section, "Removed") ?? options.Removed;
        options.SweepEvery = Span(section, "SweepEvery") ?? options.SweepEvery;

        // What else a tenant has is for other rooms to read.
        foreach (var tenant in configuration.GetSection("Tenants").GetChildren())
        {
            var own = tenant.GetSection("Retention");
            if (!own.GetChildren().Any()) continue;
            Check(own, s_members[..2]);
            options.Tenants[tenant.Key] = new TenantRetention(Time(own, "Responses"), Time(own, "Conversations"));
        }
    }

    private static void Check(IConfigurationSection section, string[] known)
    {
        var stranger = section.GetChildren().FirstOrDefault(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase));
        if (stranger is not null) Refuse($"{stranger.Path} is not known, expected {string.Join(", ", known)}.");
    }

    private static RetentionTime? Time(IConfigurationSection section, string member)
    {
        if (section[member] is not { Length: > 0 } text) return null;
        if (string.Equals(text, "forever", StringComparison.OrdinalIgnoreCase)) return RetentionTime.Forever;
        if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) || time < s_least)
            Refuse($"{section.Path}:{member} is '{text}', expected a time of 00:01:00 or more, such as 30.00:00:00, or forever.");
        return new RetentionTime(time);
    }

    private static TimeSpan? Span(IConfigurationSection section, string member)
    {
        if (section[member] is not { Length: > 0 } text) return null;
        if (!TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time)) Refuse($"{section.Path}:{member} is '{text}', expected a time, such as 01:00:00.");
        return time;
    }

    private static void Refuse(string why) => throw new OptionsValidationException(Options.DefaultName, typeof(RetentionOptions), [why]);
}

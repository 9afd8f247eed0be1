using Orchestrator.Background;
using Orchestrator.Conversations;
using Orchestrator.Dispatch;
using Orchestrator.Quota;
using Orchestrator.Usage;
using Orleans.Runtime;

namespace Orchestrator.GrainStates;

/// <summary>A kind of grain that can be looked at while it lives.</summary>
/// <param name="Type">Its Orleans type.</param>
/// <param name="Name">What its class is called.</param>
/// <param name="KeyHint">What its keys are.</param>
/// <param name="Address">The grain under that key.</param>
/// <param name="Describe">Asks it how it is: a call that changes nothing and waits for no other.</param>
internal sealed record GrainKind(string Type, string Name, string KeyHint, Func<IGrainFactory, string, IAddressable> Address, Func<IAddressable, DateTimeOffset, Task<object?>> Describe);

/// <summary>The kinds of grains whose state can be looked at: each has a cheap description that nothing waits for and that changes nothing.</summary>
internal static class GrainCatalogue
{
    public static readonly IReadOnlyList<GrainKind> All =
    [
        new("quota", "QuotaGrain", "a tenant", (grains, key) => grains.GetGrain<IQuotaGrain>(key), async (grain, _) => await ((IQuotaGrain)grain).Describe()),
        new("conversation", "ConversationGrain", "tenant/conv_…", (grains, key) => grains.GetGrain<IConversationGrain>(key), async (grain, _) => await ((IConversationGrain)grain).Describe()),
        new("upstream", "UpstreamGrain", "an upstream", (grains, key) => grains.GetGrain<IUpstreamGrain>(key), async (grain, _) => await ((IUpstreamGrain)grain).Describe()),
        new("background", "BackgroundGrain", "tenant/resp_…", (grains, key) => grains.GetGrain<IBackgroundGrain>(key), async (grain, _) => await ((IBackgroundGrain)grain).Read(0, wait: false)),
        new("usage", "UsageGrain", "a tenant, or the whole cluster's", (grains, key) => grains.GetGrain<IUsageGrain>(key), async (grain, now) => await ((IUsageGrain)grain).Read(Today(now))),
    ];

    private static UsageQuery Today(DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return new UsageQuery { From = day, To = day.AddDays(1), Granularity = UsageGranularity.Day };
    }
}

using Orchestrator.Identity;
using Orchestrator.Outcomes;

namespace Orchestrator.Usage;

/// <summary>Tells a tenant what it used.</summary>
internal sealed class UsageApi(IGrainFactory grains, TimeProvider clock)
{
    public async Task Read(HttpContext context, Caller caller)
    {
        if (!UsageRules.TryRead(context.Request.Query, clock.GetUtcNow(), out var query, out var error))
        {
            await error.Write(context.Response);
            return;
        }

        var report = await grains.GetGrain<IUsageGrain>(caller.Tenant.Value).Read(query);
        await JsonAnswer.Write(context.Response, json => UsageWire.Write(json, query, report));
    }
}

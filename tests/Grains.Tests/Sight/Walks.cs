using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Telemetry;

namespace Orchestrator.Sight;

/// <summary>Requests that came and ended at given moments.</summary>
internal static class Walks
{
    public static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly Gen<RequestWalk> Any = Gen.Select(Gen.Int[0, 600_000], Gen.Int[1, 20_000], Gen.Int[0, 5])
        .Select((came, took, end) => Walk(TimeSpan.FromMilliseconds(came), TimeSpan.FromMilliseconds(took), (WalkEnd)end));

    public static RequestWalk Walk(TimeSpan came, TimeSpan took, WalkEnd end = WalkEnd.Completed, TimeSpan? firstToken = null, string tenant = "acme")
    {
        var clock = new FakeTimeProvider(Start + came);
        var walk = new RequestWalk(RequestId.Create(), new TenantId(tenant), "key", new ModelName("small"), null, clock.GetUtcNow(), clock.GetTimestamp());
        if (firstToken is { } first)
        {
            clock.Advance(first);
            walk.Mark(WalkStep.FirstToken, clock.GetTimestamp(), clock);
        }

        clock.Advance(took - (firstToken ?? TimeSpan.Zero));
        if (end is WalkEnd.Completed) walk.Completed(null);
        if (end is WalkEnd.Refused) walk.Refused("requests", null);
        if (end is WalkEnd.UpstreamFailed) walk.UpstreamFailed(UpstreamFailureKind.Broken, 503);
        if (end is WalkEnd.Invalid) walk.Invalid("invalid", 400);
        if (end is WalkEnd.ClientGone) walk.ClientGone();
        walk.Stop(clock);
        return walk;
    }
}

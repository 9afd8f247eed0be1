using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Telemetry;

namespace Orchestrator.Usage;

/// <summary>Requests that have ended, as the ledger hears of them.</summary>
internal static class Entries
{
    private static readonly string[] s_keys = ["first", "second", "third"];
    private static readonly string[] s_models = ["small", "large"];

    public static readonly Gen<RequestWalk> Any = Gen.Select(Gen.Int[0, s_keys.Length - 1], Gen.Int[0, s_models.Length - 1], Gen.Int[0, 5], Gen.Long[0, 1_000], Gen.Long[0, 1_000])
        .Select((key, model, end, tokens, cost) => Walk(s_keys[key], s_models[model], (WalkEnd)end, tokens, cost));

    public static RequestWalk Walk(string key = "first", string model = "small", WalkEnd end = WalkEnd.Completed, long tokens = 10, long cost = 100, string tenant = "acme")
    {
        var clock = new FakeTimeProvider();
        var walk = new RequestWalk(RequestId.Create(), new TenantId(tenant), key, new ModelName(model), null, clock.GetUtcNow(), clock.GetTimestamp());
        walk.Charge(new TokenUsage(tokens, tokens / 2, tokens / 4, tokens / 8), cost);
        switch (end)
        {
            case WalkEnd.Completed:
                walk.Completed(null);
                break;
            case WalkEnd.Refused:
                walk.Refused(tokens % 2 == 0 ? "requests" : "tokens", TimeSpan.FromSeconds(1));
                break;
            case WalkEnd.UpstreamFailed:
                walk.UpstreamFailed(UpstreamFailureKind.TooSlow, 504);
                break;
            case WalkEnd.Invalid:
                walk.Invalid("conversation_locked", 400);
                break;
            case WalkEnd.ClientGone:
                walk.ClientGone();
                break;
        }

        walk.Stop(clock);
        return walk;
    }

    /// <summary>The sums of some requests, added up in the plainest way.</summary>
    public static UsageSums SumOf(IEnumerable<RequestWalk> walks)
    {
        var tally = new UsageTally();
        foreach (var walk in walks) tally.Add(walk);
        return tally.ToSums();
    }
}

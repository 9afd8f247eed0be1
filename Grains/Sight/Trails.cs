using System.Collections.Immutable;
using System.Diagnostics;
using Orchestrator.Telemetry;

namespace Orchestrator.Sight;

/// <summary>Finds the requests that are asked for and tells what can be told of them.</summary>
internal static class Trails
{
    private static readonly WalkStep[] s_steps = Enum.GetValues<WalkStep>();

    public static ImmutableArray<RequestTrail> Find(IEnumerable<RequestWalk> walks, TrailQuery query, string silo, DateTimeOffset now)
    {
        var found = walks.Select(walk => (Walk: walk, Took: TookOf(walk, now))).Where(one => Matches(one.Walk, one.Took, query));
        var ordered = query.SlowestFirst ? found.OrderByDescending(one => one.Took) : found.OrderByDescending(one => one.Walk.CameAt + one.Took);
        // Told is only what is asked for: there are thousands of walks and a page of trails.
        return [.. ordered.ThenByDescending(one => one.Walk.Id.Value).Take(query.Limit).Select(one => Tell(one.Walk, silo, now))];
    }

    /// <summary>The first of several silos' requests in the order that was asked for, as many as were asked for.</summary>
    public static ImmutableArray<RequestTrail> InOrder(IEnumerable<RequestTrail> trails, TrailQuery query)
    {
        var ordered = query.SlowestFirst ? trails.OrderByDescending(trail => trail.Took) : trails.OrderByDescending(trail => trail.Cursor.EndedAt);
        return [.. ordered.ThenByDescending(trail => trail.Request.Value).Take(query.Limit)];
    }

    public static RequestTrail Tell(RequestWalk walk, string silo, DateTimeOffset now) => new()
    {
        Request = walk.Id,
        Tenant = walk.Tenant,
        Key = walk.Key,
        Model = walk.Model.Value,
        Silo = silo,
        Trace = ActivityContext.TryParse(walk.Trace, null, out var trace) ? trace.TraceId.ToHexString() : null,
        CameAt = walk.CameAt,
        Took = TookOf(walk, now),
        End = walk.HasEnded ? walk.End : null,
        Status = walk.Status,
        Error = walk.Error,
        Limit = walk.Refusal?.Limit,
        RetryAfter = walk.Refusal?.RetryAfter,
        Tokens = walk.Tokens,
        Cost = walk.Cost,
        Response = walk.Response,
        Attempts = walk.Attempts,
        WaitedForPlace = walk.WaitedForPlace,
        Steps = [.. s_steps.Where(step => walk.At(step) is not null).Select(step => new TrailStep(step, walk.At(step)!.Value)).OrderBy(step => step.After)],
    };

    private static TimeSpan TookOf(RequestWalk walk, DateTimeOffset now) => walk.HasEnded ? walk.Took : now - walk.CameAt;

    private static bool Matches(RequestWalk walk, TimeSpan took, TrailQuery query) =>
        (query.Tenant is not { } tenant || walk.Tenant.Value == tenant)
        && (query.Key is not { } key || walk.Key == key)
        && (query.Model is not { } model || walk.Model.Value == model)
        && (query.End is not { } end || (walk.HasEnded && walk.End == end))
        && (query.Since is not { } since || walk.CameAt >= since)
        && (query.Request is not { } request || walk.Id == request)
        && (query.SlowerThan is not { } slow || took >= slow)
        && (query.Before is not { } before || new TrailCursor(walk.CameAt + took, walk.Id).IsBefore(before));
}

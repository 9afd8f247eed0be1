using System.Collections.Immutable;

namespace Orchestrator.Upstreams;

/// <summary>Where one model is served, as configured at one moment.</summary>
internal sealed record ModelRoutes(string Model, ImmutableArray<Destination> Targets, ImmutableArray<Destination> Fallbacks)
{
    /// <summary>How long the first content of a stream is waited for before the call is made once more; null where it is not.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>The place where a call goes next; null where none takes it.</summary>
    /// <param name="tried">The ids of the targets at which it has failed.</param>
    public Destination? Next(IReadOnlySet<string> tried, double random, bool elsewhere)
    {
        var next = Route.Next(Look(Targets, tried), Look(Fallbacks, tried), random, elsewhere);
        return next < 0 ? null : next < Targets.Length ? Targets[next] : Fallbacks[next - Targets.Length];
    }

    /// <summary>The targets to which a wire leads.</summary>
    public IEnumerable<Target> At(ChatWire wire) => Targets.Concat(Fallbacks).Where(place => place.Wire == wire).Select(place => place.Target);

    /// <summary>Why none of the places takes a call.</summary>
    public UpstreamFailure Closed()
    {
        var looks = Targets.Where(target => target.WeightNow > 0).Concat(Fallbacks).Select(place => place.Target.Look(place.MaxConcurrency)).ToList();
        if (looks.Any(look => look.Obstacle is TargetObstacle.Full or TargetObstacle.None))
            return Saturated($"All places where the model '{Model}' is served have as many calls as they may have.", TimeSpan.FromSeconds(1));
        var broken = looks.Where(look => look.Obstacle == TargetObstacle.Broken).ToList();
        return new UpstreamFailure
        {
            Kind = UpstreamFailureKind.BreakerOpen,
            Message = broken.Count > 0 ? $"The upstreams of the model '{Model}' are failing and are not being called." : $"The upstreams of the model '{Model}' take no new calls.",
            Code = "upstream_unavailable",
            RetryAfter = broken.Count > 0 ? AtLeastASecond(broken.Min(look => look.Left)) : null,
        };
    }

    public static UpstreamFailure Saturated(string message, TimeSpan retryAfter) => new()
    {
        Kind = UpstreamFailureKind.Saturated,
        Message = message,
        Code = "upstream_saturated",
        RetryAfter = retryAfter,
    };

    private static TimeSpan AtLeastASecond(TimeSpan wait) => wait < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : wait;

    private static Candidate[] Look(ImmutableArray<Destination> places, IReadOnlySet<string> tried) =>
        [.. places.Select(place => new Candidate(place.WeightNow, place.Target.Look(place.MaxConcurrency).Obstacle == TargetObstacle.None, tried.Contains(place.Target.Id)))];
}

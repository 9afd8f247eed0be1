using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Sight;
using Orchestrator.Upstreams;

namespace Orchestrator.Admin;

/// <summary>What the silos saw of an upstream lately.</summary>
internal sealed class SightingsApi(IGrainFactory grains, TargetsInConfiguration targets)
{
    public void Map(IEndpointRouteBuilder look) => look.MapGet("/upstreams/{upstream}/sightings", Read)
        .Describe("upstreams", "What was seen of an upstream lately", "Silo by silo: the last 50 changes of breakers and why, the last 50 failures, repetitions that are left, open connections to all addresses. silent names the silos that did not answer within a second.")
        .ShowExample(SightingsAnswer.Example);

    public async Task<Results<Ok<SightingsAnswer>, ProblemHttpResult>> Read([StringLength(256, MinimumLength = 1)] string upstream)
    {
        if (!targets.Upstreams.Contains(upstream)) return AdminProblem.NotFound($"There is no upstream '{upstream}'.");
        return TypedResults.Ok(SightingsAnswer.Of(await grains.GetGrain<ISightGrain>(0).Upstream(upstream)));
    }
}

/// <summary>What was seen lately.</summary>
internal sealed record SightingsAnswer(IReadOnlyList<SightingAnswer> Silos, IReadOnlyList<string> Silent)
{
    public static SightingsAnswer Example { get; } = new(
        [new SightingAnswer("10.0.0.1:11111", 9.5, [new BreakerChange("deepseek/deepseek-flash", Examples.At, "Open", "too many calls failed")], [new TargetFailure("deepseek/deepseek-flash", Examples.At, "Broken")], [new ConnectionCount("api.deepseek.com:443", 12, 3)])], []);

    public static SightingsAnswer Of(UpstreamSightings seen) =>
        new([.. seen.Silos.Select(silo => new SightingAnswer(silo.Silo, silo.RetryBudget, silo.Changes, silo.Failures, silo.Connections))], seen.Coverage.Silent);
}

/// <summary>What one silo saw; no budget before the first call.</summary>
internal sealed record SightingAnswer(string Silo, double? RetryBudget, IReadOnlyList<BreakerChange> Changes, IReadOnlyList<TargetFailure> Failures, IReadOnlyList<ConnectionCount> Connections);

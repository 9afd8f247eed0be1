using System.Collections.Concurrent;
using System.Globalization;
using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>The quota's promise in worlds where everything fails. QUOTA_SEEDS sets how many worlds, QUOTA_SEED runs just one.</summary>
[Collection(nameof(Alone))]
public sealed class QuotaSimulationTests(ITestOutputHelper output)
{
    private const int SeedsForAMutant = 400;

    public static TheoryData<string> Mutants => [.. Enum.GetNames<Mutant>().Skip(1)];

    [Fact]
    public void A_thousand_worlds_let_nothing_through_above_any_limit()
    {
        var (first, count) = Environment.GetEnvironmentVariable("QUOTA_SEED") is { } seed
            ? (int.Parse(seed, CultureInfo.InvariantCulture), 1)
            : (0, int.Parse(Environment.GetEnvironmentVariable("QUOTA_SEEDS") ?? "1000", CultureInfo.InvariantCulture));
        var violations = new ConcurrentBag<string>();
        long admissions = 0, refusals = 0, takeovers = 0;

        Parallel.For(first, first + count, seed =>
        {
            var world = new World(seed, Mutant.None);
            world.Run();
            Interlocked.Add(ref admissions, world.Auditor.Admissions);
            Interlocked.Add(ref refusals, world.Auditor.Refusals);
            Interlocked.Add(ref takeovers, world.Activations.Count - 1);
            if (world.Auditor.Violation is { } violation) violations.Add($"QUOTA_SEED={seed}: {violation}");
        });

        output.WriteLine($"{count} worlds, {admissions} admissions, {refusals} refusals, {takeovers} further activations, {violations.Count} violations");
        foreach (var violation in violations.Order().Take(20)) output.WriteLine(violation);
        Assert.Empty(violations);
        Assert.True(admissions > 100L * count && takeovers > count, "The worlds have to be eventful.");
    }

    [Theory, MemberData(nameof(Mutants))]
    public void A_wrong_design_is_found(string mutant)
    {
        var design = Enum.Parse<Mutant>(mutant);

        for (var seed = 0; seed < SeedsForAMutant; seed++)
        {
            var world = new World(seed, design);
            world.Run();
            if (world.Auditor.Violation is not { } violation) continue;
            output.WriteLine($"{mutant} is found in world {seed}: {violation}");
            return;
        }

        Assert.Fail($"{mutant} lives through {SeedsForAMutant} worlds.");
    }

    [Fact]
    public void A_world_happens_again_exactly() => Assert.Equal(new World(7, Mutant.None).Run(), new World(7, Mutant.None).Run());
}

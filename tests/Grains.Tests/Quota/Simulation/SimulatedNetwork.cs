using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>Carries statements and answers: mostly in a millisecond, sometimes late, twice, or not at all.</summary>
internal sealed class SimulatedNetwork(Schedule schedule, Random random, Mutant mutant)
{
    private readonly List<LeaseStatement> _old = [];

    public void Call(SimulatedNode from, SimulatedActivation to, LeaseStatement statement, Action<LeaseAnswer?> hear)
    {
        for (var copy = 0; copy < Copies(); copy++)
        {
            var sent = Forge(statement);
            Travel(() => to.Node.Do(() => to.Exchange(sent, answer => Travel(() => from.Do(() => hear(answer))))));
        }
    }

    private void Travel(Action arrive)
    {
        var fate = random.Next(100);
        if (fate < 2) return;
        schedule.In(fate < 5 ? TimeSpan.FromMilliseconds(random.Next(500, 15_000)) : TimeSpan.FromMicroseconds(random.Next(200, 4_000)), arrive);
    }

    private int Copies() => random.Next(100) < 3 ? 2 : 1;

    /// <summary>What a wrong design would have sent.</summary>
    private LeaseStatement Forge(LeaseStatement statement)
    {
        if (mutant is not Mutant.StaleStatements) return statement;

        // An old statement comes once more, and counts because nobody looks at its number.
        _old.Add(statement);
        var stale = _old[random.Next(_old.Count)];
        return random.Next(10) == 0 && stale.Holder == statement.Holder && stale.Epoch == statement.Epoch
            ? stale with { Number = statement.Number, Asks = [] }
            : statement;
    }
}

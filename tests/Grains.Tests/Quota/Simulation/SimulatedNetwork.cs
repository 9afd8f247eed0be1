using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>Carries statements and answers: mostly in a millisecond, sometimes late, twice, or not at all.</summary>
internal sealed class SimulatedNetwork(Schedule schedule, Random random)
{
    public void Call(SimulatedNode from, SimulatedActivation to, LeaseStatement statement, Action<LeaseAnswer?> hear)
    {
        for (var copies = random.Next(100) < 3 ? 2 : 1; copies > 0; copies--)
            Travel(() => to.Node.Do(() => to.Exchange(statement, answer => Travel(() => from.Do(() => hear(answer))))));
    }

    private void Travel(Action arrive)
    {
        var fate = random.Next(100);
        if (fate < 2) return;
        schedule.In(fate < 5 ? TimeSpan.FromMilliseconds(random.Next(500, 15_000)) : TimeSpan.FromMicroseconds(random.Next(200, 4_000)), arrive);
    }
}

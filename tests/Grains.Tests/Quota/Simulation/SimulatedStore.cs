using Orchestrator.Quota;

namespace Orchestrator.Tests.Quota;

/// <summary>A store that keeps what it acknowledges and nothing else is sure: writes may be lost, applied without an answer, or applied late, and it is down at times.</summary>
internal sealed class SimulatedStore(Schedule schedule, Random random, Mutant mutant)
{
    private QuotaState _state = new();
    private long _version;
    private long _downUntil;

    /// <summary>What was acknowledged stays; what is under way is lost.</summary>
    public void Restart(TimeSpan down) => _downUntil = schedule.Now + down.Ticks;

    public void Read(Action<QuotaState?, long> done) => schedule.In(Latency(), () =>
    {
        if (schedule.Now < _downUntil) done(null, 0);
        else done(_state, _version);
    });

    /// <summary>Writes if the version is the one that was read. The answer is the new version, or null: a conflict, or nobody knows.</summary>
    public void Write(QuotaState state, long version, Action<long?> done)
    {
        var fate = random.Next(100);
        var arrives = fate < 2 ? TimeSpan.FromMilliseconds(random.Next(100, 5_000)) : Latency();
        schedule.In(arrives, () =>
        {
            if (schedule.Now < _downUntil || fate is >= 2 and < 4)
            {
                done(null);
                return;
            }

            var conflicts = version != _version && mutant is not Mutant.LastWriteWins;
            if (!conflicts)
            {
                _state = state;
                _version++;
            }

            long? answer = conflicts ? null : _version;
            if (fate is >= 4 and < 6) answer = null;
            schedule.In(Latency(), () => done(answer));
        });
    }

    private TimeSpan Latency() => TimeSpan.FromMicroseconds(random.Next(100, 3_000));
}

using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>A desk that many threads use at once ends as if they had come one after the other, in some order.</summary>
[Collection(nameof(Alone))]
public sealed class QuotaDeskParallelTests
{
    [Fact]
    public void Requests_and_settlements_at_once_end_as_in_some_order() =>
        Gen.Const(0).Select(_ => new Counter()).SampleParallel(
            Gen.Int[1, 4].Operation<Counter>(tokens => $"ask {tokens}", (counter, tokens) => _ = counter.Ask(tokens)),
            Gen.Int[0, 6].Operation<Counter>(used => $"settle the first with {used}", (counter, used) => counter.Settle(0, used)),
            Gen.Int[0, 6].Operation<Counter>(used => $"settle the second with {used}", (counter, used) => counter.Settle(1, used)),
            equal: (left, right) => left.State == right.State,
            print: counter => counter.State,
            iter: 300, threads: 3);

    /// <summary>A tenant with ten tokens and four permits, two of whose calls run. Either may be settled again and again.</summary>
    private sealed class Counter
    {
        private readonly QuotaRoom _room = new(QuotaRoom.Tokens(10), QuotaRoom.AtOnce(4));
        private readonly Reservation.Granted[] _running;
        private int _passed;

        public Counter() => _running = [Ask(3)!, Ask(3)!];

        public string State => $"{_passed} passed, {_room.Left("tokens")} tokens and {_room.Left("at-once")} permits left";

        public Reservation.Granted? Ask(int tokens)
        {
            var granted = _room.Ask(tokens).AsTask().GetAwaiter().GetResult() as Reservation.Granted;
            if (granted is not null) Interlocked.Increment(ref _passed);
            return granted;
        }

        public void Settle(int call, int used) => _running[call].Settlement.Settle(new Use(used, 0)).AsTask().GetAwaiter().GetResult();
    }
}

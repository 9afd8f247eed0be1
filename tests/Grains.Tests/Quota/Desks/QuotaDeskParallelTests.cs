using System.Collections.Concurrent;
using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

/// <summary>A desk that many threads use at once ends as if they had come one after the other, in some order.</summary>
public sealed class QuotaDeskParallelTests
{
    [Fact]
    public void Requests_and_settlements_at_once_end_as_in_some_order() =>
        Gen.Const(0).Select(_ => new Counter()).SampleParallel(
            Gen.Int[1, 4].Operation<Counter>(tokens => $"ask {tokens}", (counter, tokens) => counter.Ask(tokens)),
            Gen.Int[0, 6].Operation<Counter>(used => $"settle {used}", (counter, used) => counter.Settle(used)),
            equal: (left, right) => left.State == right.State,
            print: counter => counter.State,
            iter: 300, threads: 3);

    /// <summary>A tenant with four requests at once and ten tokens, and the calls that run.</summary>
    private sealed class Counter
    {
        private readonly QuotaRoom _room = new(QuotaRoom.Tokens(10), QuotaRoom.AtOnce(4));
        private readonly ConcurrentQueue<Reservation.Granted> _running = new();
        private int _passed;

        public string State => $"{_passed} passed, {_running.Count} run, {_room.Left("tokens")} tokens and {_room.Left("at-once")} permits left";

        public void Ask(int tokens)
        {
            if (_room.Ask(tokens).AsTask().GetAwaiter().GetResult() is not Reservation.Granted granted) return;
            Interlocked.Increment(ref _passed);
            _running.Enqueue(granted);
        }

        public void Settle(int used)
        {
            if (_running.TryDequeue(out var granted)) granted.Settlement.Settle(new Use(used, 0)).AsTask().GetAwaiter().GetResult();
        }
    }
}

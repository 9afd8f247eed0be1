using CsCheck;
using Orchestrator.Dispatch;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Dispatch;

public sealed class FairQueueTests
{
    private enum Step { Add, Take, GiveBack, Remove, Expire }

    [Fact]
    public void It_takes_whom_a_naive_reading_of_the_rules_would_take() =>
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 3], Gen.Int[-1, 1], Gen.Long[1, 100], Gen.Int[0, 1000]).Array[0, 120].Sample(steps =>
        {
            var queue = new FairQueue<int>(new QueueOptions());
            var naive = new NaiveQueue();
            var waiting = new List<Ticket<int>>();
            var running = new List<Ticket<int>>();
            var now = 0L;
            foreach (var (step, tenant, priority, tokens, choice) in steps)
            {
                now++;
                switch (step)
                {
                    case Step.Add:
                        var ticket = queue.Add(Entrant($"t{tenant}", tokens, 1 + tenant, priority), choice, now, now + choice % 40);
                        waiting.Add(ticket);
                        naive.Add(ticket);
                        break;
                    case Step.Take:
                        var taken = queue.Take();
                        Assert.Equal(naive.Waiting.Count == 0, taken is null);
                        if (taken is null) break;
                        Assert.Contains(taken, naive.Next());
                        naive.Take(taken);
                        waiting.Remove(taken);
                        running.Add(taken);
                        break;
                    case Step.GiveBack when running.Count > 0:
                        var ended = running[choice % running.Count];
                        running.Remove(ended);
                        queue.GiveBack(ended, tokens);
                        naive.GiveBack(ended, tokens);
                        break;
                    case Step.Remove when waiting.Count > 0:
                        var left = waiting[choice % waiting.Count];
                        waiting.Remove(left);
                        Assert.True(queue.Remove(left));
                        Assert.False(queue.Remove(left));
                        naive.Leave(left);
                        break;
                    case Step.Expire:
                        while (queue.Expire(now) is { } expired)
                        {
                            Assert.True(expired.Until <= now);
                            waiting.Remove(expired);
                            naive.Leave(expired);
                        }

                        Assert.DoesNotContain(waiting, one => one.Until <= now);
                        break;
                }

                Assert.Equal(waiting.Count, queue.Count);
                Assert.Equal(waiting.Sum(one => one.Entrant.Bytes), queue.Bytes);
            }
        });

    [Fact]
    public void Two_tenants_that_wait_all_the_time_never_differ_by_more_than_what_runs_at_once() =>
        Gen.Select(Gen.Long[1, 500].Array[200], Gen.Long[1, 500].Array[200], Gen.Int[1, 8], Gen.Int[1, 4]).Sample((used, estimates, places, weight) =>
        {
            var queue = new FairQueue<long>(new QueueOptions());
            var served = new double[2];
            var running = new Queue<Ticket<long>>();
            for (var i = 0; i < used.Length; i++)
                queue.Add(Entrant(i % 2 == 0 ? "a" : "b", estimates[i], i % 2 == 0 ? 1 : weight), used[i], 0, long.MaxValue);

            // The bound holds while both wait: a quarter of the calls leaves enough of each.
            for (var i = 0; i < used.Length / 4; i++)
            {
                if (running.Count == places)
                {
                    var ended = running.Dequeue();
                    served[ended.Entrant.Tenant.Value == "a" ? 0 : 1] += ended.Item / ended.Entrant.Weight;
                    queue.GiveBack(ended, ended.Item);
                }

                running.Enqueue(queue.Take()!);
                if (queue.Lines.Any(line => !line.IsActive)) return;
                Assert.True(Math.Abs(served[0] - served[1]) <= 2.0 * 500 * (places + 1), $"{served[0]} and {served[1]} with {places} places");
            }
        });

    [Fact]
    public void Who_was_away_does_not_come_back_with_a_credit()
    {
        var queue = new FairQueue<int>(new QueueOptions());
        for (var i = 0; i < 100; i++) queue.Add(Entrant("busy", 100), i, 0, long.MaxValue);
        for (var i = 0; i < 50; i++) queue.GiveBack(queue.Take()!, 100);

        for (var i = 0; i < 10; i++) queue.Add(Entrant("late", 100), i, 0, long.MaxValue);
        var order = Enumerable.Range(0, 10).Select(_ => queue.Take()!.Entrant.Tenant.Value).ToList();

        Assert.Equal(5, order.Count(tenant => tenant == "late"));
    }

    [Fact]
    public void Tenants_that_are_not_ahead_of_the_others_are_forgotten()
    {
        var queue = new FairQueue<int>(new QueueOptions());
        for (var i = 0; i < 10_000; i++)
        {
            queue.Add(Entrant($"t{i}", 100), i, 0, long.MaxValue);
            queue.GiveBack(queue.Take()!, 100);
        }

        Assert.True(queue.Remembered <= 2, $"{queue.Remembered} are remembered");
    }

    [Fact]
    public void Each_bound_is_named_when_it_is_reached()
    {
        var queue = new FairQueue<int>(new QueueOptions { MaxLength = 3, MaxPerTenant = 2, MaxBytes = 1024 });
        queue.Add(Entrant("a", 1), 0, 0, 1);
        queue.Add(Entrant("a", 1), 0, 0, 1);

        Assert.Equal(QueueBound.Tenant, queue.Forbids(Entrant("a", 1)));
        Assert.Equal(QueueBound.None, queue.Forbids(Entrant("b", 1)));
        Assert.Equal(QueueBound.Bytes, queue.Forbids(Entrant("b", 1) with { Bytes = 1024 }));
        queue.Add(Entrant("b", 1), 0, 0, 1);
        Assert.Equal(QueueBound.Length, queue.Forbids(Entrant("c", 1)));
    }

    internal static Entrant Entrant(string tenant, long tokens, double weight = 1, int priority = 0) =>
        new(new TenantId(tenant), weight, priority, tokens, 10, TimeSpan.FromMinutes(1));

    /// <summary>The rules as they are told, with lists.</summary>
    private sealed class NaiveQueue
    {
        private readonly Dictionary<TenantId, double> _served = [];
        private readonly List<Ticket<int>> _running = [];
        private double _level;

        public List<Ticket<int>> Waiting { get; } = [];

        public void Add(Ticket<int> ticket)
        {
            var tenant = ticket.Entrant.Tenant;
            if (Waiting.All(one => one.Entrant.Tenant != tenant)) _served[tenant] = Math.Max(_served.GetValueOrDefault(tenant), _level);
            Waiting.Add(ticket);
        }

        /// <summary>The first of each tenant that is next.</summary>
        public List<Ticket<int>> Next()
        {
            var least = Waiting.Min(one => Sum(one.Entrant.Tenant));
            return [.. Waiting.Where(one => Sum(one.Entrant.Tenant) <= least + 1e-6).GroupBy(one => one.Entrant.Tenant)
                .Select(tenant => tenant.OrderByDescending(one => one.Entrant.Priority).ThenBy(one => one.Number).First())];
        }

        public void Take(Ticket<int> next)
        {
            _running.Add(next);
            Leave(next);
        }

        public void Leave(Ticket<int> one)
        {
            Waiting.Remove(one);
            Rise(one.Entrant.Tenant);
        }

        public void GiveBack(Ticket<int> ticket, long tokens)
        {
            _running.Remove(ticket);
            _served[ticket.Entrant.Tenant] += tokens / ticket.Entrant.Weight;
            Rise(ticket.Entrant.Tenant);
        }

        private double Sum(TenantId tenant) => _served[tenant] + _running.Where(one => one.Entrant.Tenant == tenant).Sum(one => one.Expected);

        private void Rise(TenantId tenant) => _level = Math.Max(_level, Waiting.Count > 0 ? Waiting.Min(one => _served[one.Entrant.Tenant]) : _served[tenant]);
    }
}

using Orchestrator.Dispatch;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Dispatch;

/// <summary>Seeded simulations of tenants before an upstream with so many places. A step is a millisecond.</summary>
public sealed class FairnessTests
{
    private const int Places = 20;

    [Fact]
    public void Equal_tenants_get_equal_shares_however_unequal_their_calls_are()
    {
        var served = Backlogged([1, 1, 1, 1, 1], [100, 200, 400, 800, 1600]);

        var jain = Math.Pow(served.Sum(), 2) / (served.Length * served.Sum(tokens => tokens * tokens));
        Assert.True(jain >= 0.99, $"Jain's index is {jain:F4}");
    }

    [Fact]
    public void Weights_are_met_within_three_in_a_hundred()
    {
        var served = Backlogged([1, 2, 4], [300, 300, 300]);

        var total = served.Sum();
        Assert.All(served.Zip([1, 2, 4]), pair => Assert.InRange(pair.First / total, pair.Second / 7.0 * 0.97, pair.Second / 7.0 * 1.03));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void A_neighbour_who_sends_fifty_times_his_share_moves_nobody_elses_waiting(int overestimated)
    {
        var alone = Percentile(OpenLoop(flood: 1, overestimated), 0.99);
        var beside = Percentile(OpenLoop(flood: 50, overestimated), 0.99);

        Assert.True(beside <= alone * 1.2, $"99 of 100 took at most {alone} ms, and {beside} ms beside the neighbour");
    }

    /// <summary>Tokens that each tenant got over 60 s, while all of them always wait. A call takes a millisecond for each token, more or less.</summary>
    private static double[] Backlogged(double[] weights, int[] tokens)
    {
        var random = new Random(7);
        var queue = new FairQueue<int>(new QueueOptions());
        var served = new double[weights.Length];
        var running = new PriorityQueue<(Ticket<int> Ticket, int Used), long>();
        for (var now = 0L; now < 60_000; now++)
        {
            for (var tenant = 0; tenant < weights.Length; tenant++)
                while (queue.Lines.FirstOrDefault(line => line.Tenant.Value == $"{tenant}")?.Waiting.Count is null or < 5)
                    queue.Add(FairQueueTests.Entrant($"{tenant}", tokens[tenant], weights[tenant]), tenant, now, long.MaxValue);
            while (running.TryPeek(out var ended, out var at) && at <= now)
            {
                running.Dequeue();
                served[ended.Ticket.Item] += ended.Used;
                queue.GiveBack(ended.Ticket, ended.Used);
            }

            while (running.Count < Places && queue.Take() is { } ticket)
            {
                var used = random.Next(tokens[ticket.Item] / 2, tokens[ticket.Item] * 3 / 2);
                running.Enqueue((ticket, used), now + used);
            }
        }

        return served;
    }

    /// <summary>How long the calls of nine well-behaved tenants took, in ms, beside a tenth that sends its share so many times over. Together the ten shares fill 60 % of the places.</summary>
    private static List<long> OpenLoop(double flood, int overestimated)
    {
        const int Length = 400;
        const int Places = 100;
        const double Share = 0.6 * Places / Length / 10;
        var random = new Random(11);
        var flooder = new Random(13);
        var queue = new FairQueue<int>(new QueueOptions());
        var took = new List<long>();
        var running = new PriorityQueue<Ticket<int>, long>();
        for (var now = 0L; now < 120_000; now++)
        {
            for (var tenant = 0; tenant < 9; tenant++)
                if (random.NextDouble() < Share) queue.Add(FairQueueTests.Entrant($"{tenant}", Length * overestimated), tenant, now, long.MaxValue);
            for (var due = flood * Share; due > 0; due--)
            {
                var entrant = FairQueueTests.Entrant("flood", Length * overestimated);
                if (flooder.NextDouble() < due && queue.Forbids(entrant) == QueueBound.None) queue.Add(entrant, 9, now, long.MaxValue);
            }

            while (running.TryPeek(out var ended, out var at) && at <= now) queue.GiveBack(running.Dequeue(), Length);
            while (running.Count < Places && queue.Take() is { } ticket)
            {
                var length = Length / 2 + random.Next(Length);
                running.Enqueue(ticket, now + length);
                if (ticket.Item < 9) took.Add(now + length - ticket.Since);
            }
        }

        return took;
    }

    private static long Percentile(List<long> values, double share) => values.Order().ElementAt((int)(share * values.Count));
}

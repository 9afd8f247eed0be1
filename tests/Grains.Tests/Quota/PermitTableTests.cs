using CsCheck;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Tests.Quota;

public sealed class PermitTableTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromTicks(30);

    [Fact]
    public void As_many_permits_are_out_as_a_plain_list_of_leases_says() =>
        Gen.Select(Gen.Int[0, 3], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 9], Gen.Long[0, 12]).Array[1, 80]).Sample((unknown, steps) =>
        {
            var requests = Enumerable.Range(0, 10).Select(_ => RequestId.Create()).ToArray();
            var now = 0L;
            var table = new PermitTable(s_lease, now, unknown);
            var leases = new Dictionary<RequestId, long>();
            foreach (var (move, who, pause) in steps)
            {
                table.Advance(now += pause);
                if (now >= s_lease.Ticks) unknown = 0;
                foreach (var (expired, _) in leases.Where(lease => lease.Value <= now).ToArray()) leases.Remove(expired);

                var request = requests[who];
                switch (move)
                {
                    case 0:
                        table.Take(request);
                        leases[request] = now + s_lease.Ticks;
                        break;
                    case 1:
                        Assert.Equal(leases.Remove(request), table.Release(request));
                        break;
                    case 2 when leases.ContainsKey(request) || unknown > 0:
                        Assert.True(table.Renew(request));
                        if (!leases.ContainsKey(request)) unknown--;
                        leases[request] = now + s_lease.Ticks;
                        break;
                    case 2:
                        Assert.False(table.Renew(request));
                        break;
                    default:
                        table.ReleaseUnknown();
                        unknown = Math.Max(0, unknown - 1);
                        break;
                }

                Assert.Equal(leases.Count + unknown, table.Out);
                AssertWaitsAreKept(table, leases, unknown, now);
            }
        });

    private static void AssertWaitsAreKept(PermitTable table, Dictionary<RequestId, long> leases, int unknown, long now)
    {
        var ends = leases.Values.Concat(Enumerable.Repeat(s_lease.Ticks, unknown)).Order().ToArray();
        for (var permits = 1; permits <= ends.Length; permits++) Assert.Equal(ends[permits - 1] - now, table.WaitFor(permits).Ticks);
        Assert.Equal(ends.Length == 0 ? 0 : ends[^1] - now, table.ResetAfter.Ticks);
    }
}

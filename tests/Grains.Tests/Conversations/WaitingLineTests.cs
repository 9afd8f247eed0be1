using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class WaitingLineTests
{
    private const int Most = 4;

    private static readonly RequestId[] s_requests = [.. Enumerable.Range(0, 7).Select(_ => RequestId.Create())];

    [Fact]
    public void Whatever_happens_those_that_wait_are_called_in_the_order_in_which_they_came() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, s_requests.Length - 1]).Array[1, 60].Sample(steps =>
        {
            var clock = new FakeTimeProvider();
            var line = new WaitingLine(Most, clock);
            var model = new List<(int Request, DateTimeOffset HeardAt)>();
            foreach (var (step, request) in steps)
            {
                switch (step)
                {
                    case 0:
                        var known = model.FindIndex(other => other.Request == request);
                        Assert.Equal(known >= 0 || model.Count < Most, line.Join(s_requests[request]));
                        if (known >= 0) model[known] = (request, clock.GetUtcNow());
                        else if (model.Count < Most) model.Add((request, clock.GetUtcNow()));
                        break;
                    case 1:
                        line.Leave(s_requests[request]);
                        model.RemoveAll(other => other.Request == request);
                        break;
                    case 2:
                        clock.Advance(TimeSpan.FromSeconds(request));
                        break;
                    default:
                        model.RemoveAll(other => clock.GetUtcNow() - other.HeardAt > WaitingLine.Patience);
                        Assert.Equal(model.Count == 0 || model[0].Request == request, line.IsNext(s_requests[request]));
                        break;
                }

                Assert.Equal(model.Count, line.Count);
            }
        });

    [Fact]
    public async Task Whoever_waits_is_woken_by_a_change_and_else_after_a_while()
    {
        var clock = new FakeTimeProvider();
        var line = new WaitingLine(Most, clock);
        var (first, second) = (line.Wait(), line.Wait());
        line.Move();
        await Task.WhenAll(first, second);

        var third = line.Wait();
        Assert.False(third.IsCompleted);
        clock.Advance(WaitingLine.LongestPoll);
        await third;
    }
}

using System.Net;
using Orleans.Runtime;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class FloorTests
{
    private readonly RequestId _first = RequestId.Create();
    private readonly RequestId _second = RequestId.Create();
    private readonly Floor _floor = new();

    [Fact]
    public void A_new_floor_believes_whoever_brings_the_next_turn()
    {
        Assert.True(_floor.Admits(_first));
        Assert.True(_floor.Admits(_second));
    }

    [Fact]
    public void A_granted_floor_admits_its_holder_only()
    {
        _floor.Grant(TurnOf(_first));

        Assert.True(_floor.Admits(_first));
        Assert.False(_floor.Admits(_second));
    }

    [Fact]
    public void A_released_floor_admits_nobody_without_a_grant()
    {
        _floor.Grant(TurnOf(_first));

        _floor.Release();

        Assert.Null(_floor.Running);
        Assert.False(_floor.Admits(_first));
        Assert.False(_floor.Admits(_second));
    }

    [Fact]
    public void A_floor_that_moved_on_admits_nobody_without_a_grant()
    {
        _floor.MoveOn();

        Assert.False(_floor.Admits(_first));
    }

    private static RunningTurn TurnOf(RequestId request) =>
        new(request, 0, SiloAddress.New(IPAddress.Loopback, 11111, 1), DateTimeOffset.UnixEpoch, new TurnStart.Started(0, []));
}

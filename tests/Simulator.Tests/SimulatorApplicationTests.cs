using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class SimulatorApplicationTests
{
    [Fact]
    public async Task A_host_s_own_address_is_not_taken()
    {
        Environment.SetEnvironmentVariable("ASPNETCORE_URLS", "http://127.0.0.1:1");
        try
        {
            await using var simulator = await RunningSimulator.Start();

            Assert.NotEqual(1, simulator.Application.Address.Port);
            Assert.Equal("Healthy", await simulator.Client.GetStringAsync("/health/ready"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("ASPNETCORE_URLS", null);
        }
    }

    [Fact]
    public async Task Two_simulators_stand_side_by_side()
    {
        await using var one = await RunningSimulator.Start();
        await using var other = await RunningSimulator.Start();

        await one.Ask(Chat("", User("one")));

        Assert.NotEqual(one.Application.Address, other.Application.Address);
        Assert.Equal(0, other.Application.Journal.LastNumber);
    }

    [Fact]
    public async Task A_simulator_with_a_stalled_reply_still_stops()
    {
        await using var simulator = await RunningSimulator.Start();
        using var response = await simulator.Post(Chat("\"stream\":true", User("stall")), "stall-after=1");

        await simulator.Application.StopAsync();

        Assert.Equal(JournalState.Aborted, (await simulator.Application.Journal.End(1))!.State);
    }
}

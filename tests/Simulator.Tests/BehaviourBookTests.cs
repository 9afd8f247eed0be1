using System.Net;
using static Orchestrator.Simulator.Tests.Bodies;

namespace Orchestrator.Simulator.Tests;

public sealed class BehaviourBookTests
{
    private static readonly string Plain = Chat("", User("rule"));

    [Fact]
    public async Task A_rule_applies_as_many_times_as_it_says()
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Put("/simulator/behaviour", """{"behaviour":"status=503; times=2"}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await simulator.Post(Plain)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await simulator.Post(Plain)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await simulator.Post(Plain)).StatusCode);
    }

    [Fact]
    public async Task A_header_applies_as_many_times_as_it_says_to_the_retries_of_one_request()
    {
        await using var simulator = await RunningSimulator.Start();
        const string once = "status=500; times=1";

        Assert.Equal(HttpStatusCode.InternalServerError, (await simulator.Post(Plain, once)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await simulator.Post(Plain, once)).StatusCode);
    }

    [Fact]
    public async Task A_rule_for_one_model_or_account_leaves_the_others_alone()
    {
        await using var simulator = await RunningSimulator.Start();
        var pro = Chat("\"model\":\"deepseek-v4-pro\"", User("rule"));

        await simulator.Put("/simulator/behaviour", """{"behaviour":{"status":402},"model":"deepseek-v4-pro"}""");
        await simulator.Put("/simulator/behaviour", """{"behaviour":"status=500","account":"sk-somebody-else"}""");

        Assert.Equal(HttpStatusCode.PaymentRequired, (await simulator.Post(pro)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await simulator.Post(Plain)).StatusCode);
        await simulator.Put("/simulator/behaviour", $$"""{"behaviour":"status=429","account":"{{RunningSimulator.Key}}"}""");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await simulator.Post(Plain)).StatusCode);
    }

    [Fact]
    public async Task Rules_are_shown_and_removed_and_never_show_a_key()
    {
        await using var simulator = await RunningSimulator.Start();
        await simulator.Put("/simulator/behaviour", $$"""{"behaviour":"status=429; times=3","account":"{{RunningSimulator.Key}}"}""");

        var shown = await simulator.Get("/simulator/behaviour");
        await simulator.Client.DeleteAsync("/simulator/behaviour");

        Assert.Equal("status=429; times=3", shown[0]!["behaviour"]!.GetValue<string>());
        Assert.Equal(3, shown[0]!["remaining"]!.GetValue<int>());
        Assert.DoesNotContain(RunningSimulator.Key, shown.ToJsonString());
        Assert.Equal(HttpStatusCode.OK, (await simulator.Post(Plain)).StatusCode);
    }

    [Theory]
    [InlineData("""{"behaviour":"explode"}""", "'explode'")]
    [InlineData("""{"behaviour":"status=200"}""", "'status'")]
    [InlineData("""{"behavior":"status=503"}""", "behavior")]
    public async Task A_rule_that_cannot_be_read_is_refused_by_name(string rule, string name)
    {
        await using var simulator = await RunningSimulator.Start();

        var response = await simulator.Put("/simulator/behaviour", rule);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(name, System.Text.RegularExpressions.Regex.Unescape(await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public void A_chance_is_taken_about_as_often_as_it_says()
    {
        var book = new BehaviourBook(new SimulatorOptions { Seed = 7 });
        book.Put("status=503; probability=0.25");

        var taken = Enumerable.Range(0, 1_000).Count(_ => book.Decide("account", "model").Status == 503);

        Assert.InRange(taken, 200, 300);
    }

    [Fact]
    public void A_rule_amends_the_default_and_keeps_its_pace()
    {
        var book = new BehaviourBook(new SimulatorOptions { Behaviour = Behaviour.Parse("ttft=300; tps=50; jitter=0.1") });
        book.Put("cut-after=3");

        var behaviour = book.Decide("account", "model");

        Assert.Equal(TimeSpan.FromMilliseconds(300), behaviour.FirstToken);
        Assert.Equal(3, behaviour.CutAfter);
    }
}

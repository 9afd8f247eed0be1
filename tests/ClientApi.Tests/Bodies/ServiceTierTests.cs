using System.Text.Json;
using Xunit;

namespace Orchestrator.Bodies;

public sealed class ServiceTierTests
{
    [Theory]
    [InlineData("{}", -1)]
    [InlineData("""{"service_tier":"auto"}""", -1)]
    [InlineData("""{"service_tier":"priority"}""", 1)]
    public void What_nobody_waits_for_comes_after_what_somebody_does_unless_it_is_said_otherwise(string body, int priority)
    {
        using var json = JsonDocument.Parse(body);

        Assert.Equal(priority, ServiceTier.PriorityIn(json.RootElement, background: true));
    }
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Orchestrator.Health;

public sealed class HealthHostingTests
{
    [Fact]
    public async Task A_healthy_process_says_one_word()
    {
        Assert.Equal("Healthy", await Body(("store", Entry(HealthStatus.Healthy, "All is well."))));
    }

    [Fact]
    public async Task Each_check_that_is_not_healthy_has_a_line_that_says_why()
    {
        var body = await Body(
            ("disk", Entry(HealthStatus.Healthy, null)),
            ("queue", Entry(HealthStatus.Degraded, "It is long.")),
            ("store", Entry(HealthStatus.Unhealthy, null)));

        Assert.Equal("Unhealthy\nqueue: It is long.\nstore: Unhealthy", body);
    }

    [Fact]
    public async Task What_an_exception_said_stays_inside()
    {
        var body = await Body(("store", Entry(HealthStatus.Unhealthy, "password=hunter2", new InvalidOperationException("password=hunter2"))));

        Assert.Equal("Unhealthy\nstore: The check failed, the log says why.", body);
    }

    private static HealthReportEntry Entry(HealthStatus status, string? description, Exception? exception = null) =>
        new(status, description, TimeSpan.Zero, exception, data: null);

    private static async Task<string> Body(params (string Name, HealthReportEntry Entry)[] entries)
    {
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await HealthHosting.Write(context, new HealthReport(entries.ToDictionary(entry => entry.Name, entry => entry.Entry), TimeSpan.Zero));
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }
}

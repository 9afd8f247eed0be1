using System.Net;
using Microsoft.Extensions.Options;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Identity;

public sealed class FrontDoorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sk-0123456789abcdef")]
    [InlineData("orc_acme1_0123456789abcdeX")]
    [InlineData("orc_other_0123456789abcdef")]
    [InlineData("orc_acme1_short")]
    [InlineData("orc_ACME1_0123456789abcdef")]
    [InlineData("orc_acme1_0123456789abcdef!")]
    [InlineData(DemoKey.Text)]
    public async Task Whoever_holds_no_key_stays_outside(string? key)
    {
        await using var api = await ApiUnderTest.Start();
        using var client = api.NewClient(key);

        using var answer = await client.GetAsync("/v1/models");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        var error = await answer.Error();
        Assert.Equal("invalid_api_key", error.GetProperty("code").GetString());
        Assert.Equal(4, error.EnumerateObject().Count());
        Assert.NotNull(answer.Header("x-request-id"));
    }

    [Fact]
    public async Task The_demo_key_opens_the_door_in_development()
    {
        await using var api = await ApiUnderTest.Start(environment: "Development");
        using var client = api.NewClient(DemoKey.Text);

        using var answer = await client.GetAsync("/v1/models");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_demo_key_configured_in_production_stops_the_start()
    {
        var settings = new Dictionary<string, string?> { ["Tenants:demo:Keys:demo"] = KeyHash.Of(DemoKey.Text).ToString() };

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => ApiUnderTest.Start(settings));

        Assert.Contains("Tenants:demo:Keys:demo", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Tenants:acme:Keys:bad", "sha256:123", "Tenants:acme:Keys:bad must be")]
    [InlineData("Tenants:acme:Keys:bad", "orc_bad_0123456789abcdef", "Tenants:acme:Keys:bad must be")]
    [InlineData("Tenants:acme:Keys:Bad_Id", "sha256:123", "Tenants:acme:Keys:Bad_Id is no id")]
    [InlineData("Tenants:Acme Inc:Keys:x", "sha256:123", "Tenants:Acme Inc is no name")]
    [InlineData("Tenants:-x:Keys:x", "sha256:123", "Tenants:-x is no name")]
    [InlineData("Tenants:zeta:Keys:acme1", "sha256:0000000000000000000000000000000000000000000000000000000000000000", "Keys:acme1 has the id of a key of tenant")]
    public async Task Keys_configured_wrongly_stop_the_start_and_the_message_names_the_path(string path, string value, string message)
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => ApiUnderTest.Start(new() { [path] = value }));

        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_come_and_go_with_configuration_and_a_wrong_edit_changes_nothing()
    {
        const string NewKey = "orc_fresh_0123456789abcdef";
        await using var api = await ApiUnderTest.Start();
        using var client = api.NewClient(NewKey);

        api.Configuration["Tenants:acme:Keys:fresh"] = KeyHash.Of(NewKey).ToString();
        api.Configuration.Reload();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models")).StatusCode);

        api.Configuration["Tenants:acme:Keys:fresh"] = "nonsense";
        api.Configuration.Reload();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v1/models")).StatusCode);

        api.Configuration["Tenants:acme:Keys:fresh"] = KeyHash.Of("orc_fresh_anotheranotherone").ToString();
        api.Configuration.Reload();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v1/models")).StatusCode);
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        await using var api = await ApiUnderTest.Start();
        using var client = api.NewClient(null);

        Assert.Equal("Healthy", await client.GetStringAsync("/health/live"));
        Assert.Equal("Healthy", await client.GetStringAsync("/health/ready"));
    }
}

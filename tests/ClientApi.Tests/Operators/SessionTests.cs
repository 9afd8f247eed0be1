using System.Net;
using Orchestrator.Hosting;
using Orchestrator.Identity;
using Xunit;

namespace Orchestrator.Operators;

/// <summary>Sessions of the pages, as browsers have them.</summary>
public sealed class SessionTests
{
    private const string Ada = "ora_ada_0123456789abcdef";

    [Fact]
    public async Task A_session_ends_when_the_key_that_opened_it_is_replaced()
    {
        await using var api = await ApiUnderTest.Start(new() { ["Admin:Keys:ada"] = KeyHash.Of(Ada).ToString() });
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Address };

        using var login = await browser.PostAsync("/dashboard/login", new FormUrlEncodedContent([new("key", Ada), new("return", "/dashboard")]));
        using var before = await browser.GetAsync("/dashboard/try");
        api.Configuration["Admin:Keys:ada"] = KeyHash.Of("ora_ada_another-0123456789").ToString();
        api.Configuration.Reload();
        using var after = await browser.GetAsync("/dashboard/try");

        Assert.Equal("/dashboard", login.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
        Assert.StartsWith("/dashboard/login", after.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dashboard/try", "/dashboard/try")]
    [InlineData("/admin/reference/", "/admin/reference/")]
    [InlineData("/admin/referencex", "/dashboard")]
    [InlineData("/admin/v1/cluster", "/dashboard")]
    [InlineData("//elsewhere.example", "/dashboard")]
    public async Task The_login_leads_on_to_the_page_that_was_asked_for_and_nowhere_else(string asked, string led)
    {
        await using var api = await ApiUnderTest.Start(new() { ["Admin:Keys:ada"] = KeyHash.Of(Ada).ToString() });
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Address };

        using var login = await browser.PostAsync("/dashboard/login", new FormUrlEncodedContent([new("key", Ada), new("return", asked)]));

        Assert.Equal(led, login.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_reader_is_not_given_the_form_that_sends_requests()
    {
        await using var api = await ApiUnderTest.Start(new() { ["Admin:Keys:ada:Hash"] = KeyHash.Of(Ada).ToString(), ["Admin:Keys:ada:Role"] = "reader" });
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Address };

        using var login = await browser.PostAsync("/dashboard/login", new FormUrlEncodedContent([new("key", Ada), new("return", "/dashboard")]));
        var page = await browser.GetStringAsync("/dashboard/try");

        Assert.Contains("Not for readers", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Send</span>", page, StringComparison.Ordinal);
    }
}

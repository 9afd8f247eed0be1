using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Orchestrator.Tests.Processes;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Tests.Dashboard;

/// <summary>The page of the upstreams in a real browser: what is ordered there happens, and what happens there is seen.</summary>
public sealed class UpstreamPageTests(TestProduct product, Chromium chromium) : IClassFixture<TestProduct>, IClassFixture<Chromium>
{
    [Fact]
    public async Task A_target_that_is_drained_takes_no_new_call_until_it_is_resumed()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/upstreams");
        var target = visit.Page.Locator("[data-target='deepseek/deepseek-flash']");
        using var api = new Api(product.Address);

        await target.GetByRole(AriaRole.Button, new() { Name = "Drain" }).ClickAsync();
        await Expect(target.GetByRole(AriaRole.Button, new() { Name = "Resume" })).ToBeVisibleAsync();
        await Until(api, HttpStatusCode.ServiceUnavailable);

        await target.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(target.GetByRole(AriaRole.Button, new() { Name = "Drain" })).ToBeVisibleAsync();
        await Until(api, HttpStatusCode.OK);

        await visit.Open("/dashboard/audit");
        await Expect(visit.Page.Locator("[data-entry]").First).ToContainTextAsync("target.resume");
    }

    [Fact]
    public async Task A_breaker_is_seen_to_open_and_to_close_again()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/upstreams");
        var breaker = visit.Page.Locator("[data-target='deepseek/deepseek-flash'] [data-breaker]");
        await Expect(breaker).ToHaveTextAsync("closed");
        using var api = new Api(product.Address);

        await product.Upstream.Behave("status=503");
        for (var call = 0; call < 6; call++) (await api.Post("/v1/chat/completions", Api.Chat("hello"))).Dispose();
        await Expect(breaker).ToContainTextAsync("open for");
        await Expect(visit.Page.Locator("[data-changes]")).ToContainTextAsync("too many calls failed");
        await Expect(visit.Page.Locator("[data-failures]")).ToContainTextAsync("Broken");

        await product.Upstream.BeHonest();
        // Two probes have to succeed.
        for (var probe = 0; probe < 2; probe++) await Until(api, HttpStatusCode.OK);
        await Expect(breaker).ToHaveTextAsync("closed");
        await Expect(visit.Page.Locator("[data-changes]")).ToContainTextAsync("the probes succeeded");
        await Expect(visit.Page.Locator("[data-connections]")).ToContainTextAsync(new Regex("[1-9]"));
    }

    [Fact]
    public async Task A_weight_is_changed_and_set_back_to_what_is_configured()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/upstreams");
        var target = visit.Page.Locator("[data-target='deepseek/deepseek-flash']");

        await target.GetByRole(AriaRole.Button, new() { Name = "Change the weight" }).ClickAsync();
        var weight = target.GetByLabel("Weight of deepseek/deepseek-flash", new() { Exact = true });
        await weight.FillAsync("-1");
        await weight.PressAsync("Tab");
        await Expect(target.GetByRole(AriaRole.Button, new() { Name = "Set" })).ToBeDisabledAsync();
        await weight.FillAsync("2.5");
        await weight.PressAsync("Tab");
        await target.GetByRole(AriaRole.Button, new() { Name = "Set" }).ClickAsync();
        await Expect(target.Locator("[data-weight]")).ToContainTextAsync("2.5 by order");

        await target.GetByRole(AriaRole.Button, new() { Name = "Change the weight" }).ClickAsync();
        await target.GetByRole(AriaRole.Button, new() { Name = "As configured" }).ClickAsync();
        await Expect(target.Locator("[data-weight]")).Not.ToContainTextAsync("by order");
    }

    /// <summary>Calls until the answer has that status, which an order has to bring about within seconds.</summary>
    private static async Task Until(Api api, HttpStatusCode status)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var tries = 0; tries < 200; tries++)
        {
            using (var answer = await api.Post("/v1/chat/completions", Api.Chat("hello")))
            {
                if (answer.StatusCode == status) return;
            }

            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        Assert.Fail($"No answer had the status {status}.");
    }
}

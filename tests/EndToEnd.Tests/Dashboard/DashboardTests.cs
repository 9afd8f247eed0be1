using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Orchestrator.Tests.Processes;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Tests.Dashboard;

/// <summary>The pages in a real browser, against the whole product.</summary>
public sealed partial class DashboardTests(TestProduct product, Chromium chromium) : IClassFixture<TestProduct>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/tenants/wide")]
    [InlineData("/dashboard.css")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1")]
    public async Task Strangers_see_nothing_but_the_login(string path)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(product.Address) };
        using var answer = path.StartsWith("/_blazor", StringComparison.Ordinal)
            ? await http.PostAsync(path, null, TestContext.Current.CancellationToken)
            : await http.GetAsync(path, TestContext.Current.CancellationToken);

        // A browser is led to the login, a script is refused.
        if (answer.StatusCode is not HttpStatusCode.Unauthorized) Assert.Equal((HttpStatusCode.Redirect, "/dashboard/login"), (answer.StatusCode, answer.Headers.Location!.AbsolutePath));
    }

    [Fact]
    public async Task A_tenants_key_opens_no_page_and_an_operators_does_until_they_leave()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.Page.GotoAsync("/dashboard/conversations");
        await visit.Page.GetByLabel("Admin key").FillAsync(TestTenants.Key(TestTenants.Wide));
        using (var refused = new HttpClient { BaseAddress = new Uri(product.Address) })
        {
            using var answer = await refused.PostAsync("/dashboard/login", new FormUrlEncodedContent([new("key", TestTenants.Key(TestTenants.Wide))]), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }

        await visit.Page.GetByLabel("Admin key").FillAsync(TestTenants.Admin);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Conversations", Exact = true })).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(visit.Page.GetByLabel("Admin key")).ToBeVisibleAsync();
        await visit.Page.GotoAsync("/dashboard");
        await Expect(visit.Page.GetByLabel("Admin key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_gauge_moves_while_a_tenant_calls()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open($"/dashboard/tenants/{TestTenants.FewTokens}");
        var gauge = visit.Page.Locator("[data-limit=tokens]");
        await Expect(gauge.Locator("[data-used]")).ToHaveTextAsync(Starting("0"));

        using var api = new Api(product.Address, TestTenants.FewTokens);
        for (var call = 0; call < 3; call++) (await api.Post("/v1/chat/completions", Api.Chat("hello", extra: ",\"max_tokens\":100"))).EnsureSuccessStatusCode().Dispose();

        await Expect(gauge).Not.ToHaveTextAsync(Starting("0 of"));
        await Expect(gauge.GetByRole(AriaRole.Meter)).Not.ToHaveAttributeAsync("aria-valuenow", "0");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_conversation_is_found_by_its_tenant_and_the_text_of_its_running_turn_grows(bool background)
    {
        using var api = new Api(product.Address);
        var conversation = (await Api.Json(await api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
        await product.Upstream.Behave("ttft=10; tps=20; tokens=400");
        var (whether, how) = background ? ("true", "false") : ("false", "true");
        using var begun = await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","conversation":"{{conversation}}","input":"tell me","background":{{whether}},"stream":{{how}}}""");
        Assert.Equal(HttpStatusCode.OK, begun.StatusCode);

        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/conversations");
        await visit.Page.GetByLabel("Tenant", new() { Exact = true }).FillAsync(TestTenants.Wide);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = conversation }).ClickAsync();
        await Expect(visit.Page.Locator("[data-hidden]")).ToContainTextAsync("The content is hidden");

        await visit.Page.GetByLabel("Show content").CheckAsync();
        var text = visit.Page.Locator("[data-running] .answer").Last;
        await Expect(text).ToHaveTextAsync(MoreThan20Letters());
        var before = (await text.InnerTextAsync()).Length;
        await visit.Page.WaitForFunctionAsync("before => [...document.querySelectorAll('[data-running] .answer')].at(-1)?.innerText.length > before", before);
        await product.Upstream.BeHonest();

        // Who looked is on record.
        await visit.Open("/dashboard/audit");
        await Expect(visit.Page.Locator("[data-entry]").Filter(new() { HasText = conversation })).ToContainTextAsync("conversation.content");
    }

    [Fact]
    public async Task What_was_shown_of_one_conversation_is_not_shown_of_the_next()
    {
        using var api = new Api(product.Address);
        var (first, second) = (await Talk(api, "the first secret"), await Talk(api, "the second secret"));
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open($"/dashboard/conversations/{TestTenants.Wide}/{first}");
        await visit.Page.GetByLabel("Show content").CheckAsync();
        var main = visit.Page.Locator("main");
        await Expect(main).ToContainTextAsync("the first secret");

        await visit.Page.EvaluateAsync("address => Blazor.navigateTo(address)", $"/dashboard/conversations/{TestTenants.Wide}/{second}");

        await Expect(main).ToContainTextAsync(second);
        await Expect(main.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByLabel("Show content")).Not.ToBeCheckedAsync();
        await Expect(main).Not.ToContainTextAsync("secret");
    }

    [Fact]
    public async Task A_request_that_was_made_once_more_shows_each_attempt_of_its_walk()
    {
        using var api = new Api(product.Address, TestTenants.Other);
        await product.Upstream.Behave("status=429; times=1");
        (await api.Post("/v1/chat/completions", Api.Chat("hello"))).EnsureSuccessStatusCode().Dispose();
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open($"/dashboard/requests?tenant={TestTenants.Other}");

        var request = visit.Page.Locator("[data-request]").Filter(new() { HasText = "2 attempts" }).First;
        await request.GetByRole(AriaRole.Button, new() { Name = "Completed" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-walk]")).ToContainTextAsync("Attempt 1 failed: Limited");
        await Expect(visit.Page.Locator("[data-walk]")).ToContainTextAsync("Attempt 2 was answered");
        await product.Upstream.BeHonest();
    }

    [Fact]
    public async Task Tenants_that_never_called_are_listed_found_and_ordered()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/tenants");
        var tenants = visit.Page.Locator("[data-tenant]");
        await Expect(tenants).ToHaveCountAsync(TestTenants.All.Length);

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Tenant", Exact = true }).ClickAsync();
        await Expect(tenants.First).ToHaveAttributeAsync("data-tenant", TestTenants.All.Order(StringComparer.OrdinalIgnoreCase).First());

        await visit.Page.GetByLabel("Tenant, name or plan").FillAsync("few-");
        await Expect(tenants).ToHaveCountAsync(2);
        await tenants.Filter(new() { HasText = TestTenants.FewTokens }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(visit.Page.Locator("[data-terms]")).ToContainTextAsync(TestTenants.FewTokens);
        await Expect(visit.Page.Locator("[data-key]")).ToHaveAttributeAsync("data-key", "fewtokens");
    }

    [Fact]
    public async Task A_tenants_page_shows_what_it_has_on_its_way()
    {
        await product.Upstream.Behave("ttft=10; tps=20; tokens=400");
        using var api = new Api(product.Address);
        using var begun = await api.Post("/v1/responses", """{"model":"deepseek-flash","input":"tell me","stream":true}""");
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open($"/dashboard/tenants/{TestTenants.Wide}");

        await Expect(visit.Page.Locator("[data-running-requests]")).ToContainTextAsync("answers");
        await product.Upstream.BeHonest();
    }

    [Fact]
    public async Task A_grain_is_looked_at_while_it_lives_and_one_that_does_not_is_not_made()
    {
        using var api = new Api(product.Address);
        (await api.Post("/v1/chat/completions", Api.Chat("hello"))).EnsureSuccessStatusCode().Dispose();
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/grains?type=quota");

        await visit.Page.Locator("[data-grains]").GetByRole(AriaRole.Link, new() { Name = TestTenants.Wide, Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("[data-state] [data-member=Levels]")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-state] [data-member=Remaining]").First).ToBeVisibleAsync();

        await visit.Open("/dashboard/grains?type=quota&key=nobody-ever");
        await Expect(visit.Page.Locator("[data-state]")).ToContainTextAsync("Not in memory");
        await Expect(visit.Page.Locator("[data-grains]").GetByRole(AriaRole.Link, new() { Name = "nobody-ever" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_request_is_tried_as_a_tenant_and_its_answer_shown_as_it_comes()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/try");
        await visit.Page.GetByLabel("Tenant").FillAsync(TestTenants.Wide);
        await visit.Page.GetByLabel("Message").FillAsync("Hello");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Expect(visit.Page.Locator("[data-outcome]")).ToHaveTextAsync("ended: stop");
        await Expect(visit.Page.Locator("[data-answer]")).Not.ToBeEmptyAsync();
        await Expect(visit.Page.Locator("[data-limit=concurrency]")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("[data-headers]")).ToContainTextAsync("x-ratelimit-remaining-requests");
        await Expect(visit.Page.Locator("[data-walk]")).ToContainTextAsync("First token");
        await visit.Open("/dashboard/audit");
        await Expect(visit.Page.Locator("[data-entry]").First).ToContainTextAsync("request.try");
    }

    [Fact]
    public async Task A_button_that_is_pressed_twice_sends_once()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/try");
        await visit.Page.GetByLabel("Tenant").FillAsync(TestTenants.Other);
        await visit.Page.GetByLabel("Message").FillAsync("Hello");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send" })).ToBeEnabledAsync();

        await visit.Page.EvaluateAsync("() => { const form = document.querySelector('main form'); form.requestSubmit(); form.requestSubmit(); }");

        await Expect(visit.Page.Locator("[data-walk]")).ToBeVisibleAsync();
        await visit.Open("/dashboard/audit");
        await visit.Page.GetByLabel("Of (a part of its name)").FillAsync(TestTenants.Other);
        await visit.Page.GetByLabel("What, as in key.revoke or key").FillAsync("request.try");
        await Expect(visit.Page.Locator("[data-entry]")).ToHaveCountAsync(1);
    }

    private static async Task<string> Talk(Api api, string said)
    {
        var conversation = (await Api.Json(await api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString()!;
        (await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","conversation":"{{conversation}}","input":"{{said}}"}""")).EnsureSuccessStatusCode().Dispose();
        return conversation;
    }

    private static Regex Starting(string text) => new($"^{Regex.Escape(text)}");

    [GeneratedRegex(".{20,}", RegexOptions.Singleline)]
    private static partial Regex MoreThan20Letters();
}

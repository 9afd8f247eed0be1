using System.Net;
using Microsoft.Playwright;
using Orchestrator.Tests.Processes;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Orchestrator.Tests.Dashboard;

/// <summary>Tenants, keys and plans as an operator makes and changes them in a real browser.</summary>
public sealed class TenantPageTests(TestProduct product, Chromium chromium) : IClassFixture<TestProduct>, IClassFixture<Chromium>
{
    [Fact]
    public async Task A_key_that_was_made_on_the_page_calls_at_once_and_its_next_call_after_it_was_revoked_is_refused()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await MakeTenant(visit, "harbour", TestTenants.Other);
        var key = await MakeKey(visit);
        using var api = new Api(product.Address, key: key);
        Assert.Equal(HttpStatusCode.OK, await Call(api));

        var row = visit.Page.Locator("[data-key]");
        Assert.DoesNotContain(key, await row.InnerTextAsync(), StringComparison.Ordinal);
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke ") }).ClickAsync();
        await Expect(row).ToContainTextAsync("revoked");

        Assert.Equal(HttpStatusCode.Unauthorized, await Call(api));
        await visit.Open("/dashboard/audit");
        await Expect(visit.Page.Locator("[data-entry]").First).ToContainTextAsync("key.revoke");
        Assert.DoesNotContain(key[^16..], await visit.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_a_key_is_rotated_both_call_until_the_old_one_ends()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await MakeTenant(visit, "lighthouse", TestTenants.Other);
        var old = await MakeKey(visit);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Rotate ") }).ClickAsync();
        var made = await visit.Page.Locator("[data-secret]").InnerTextAsync();
        await Expect(visit.Page.Locator("[data-key]")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator("[data-keys]")).ToContainTextAsync("ends in");

        using var before = new Api(product.Address, key: old);
        using var after = new Api(product.Address, key: made);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await Call(before), await Call(after)));
    }

    [Fact]
    public async Task A_key_is_given_an_end_and_loses_it_again()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await MakeTenant(visit, "breakwater", TestTenants.Other);
        await MakeKey(visit);
        var row = visit.Page.Locator("[data-key]");

        await End("1");
        await Expect(row).ToContainTextAsync("ends in");
        await End("0");
        await Expect(row).ToContainTextAsync("good");

        await visit.Open("/dashboard/audit");
        await visit.Page.GetByLabel("Of (a part of its name)").FillAsync("breakwater");
        await Expect(visit.Page.Locator("[data-entry]")).ToHaveCountAsync(4);
        await visit.Page.GetByLabel("What, as in key.revoke or key").FillAsync("key.expire");
        await Expect(visit.Page.Locator("[data-entry]")).ToHaveCountAsync(2);

        async Task End(string hours)
        {
            await row.GetByRole(AriaRole.Button, new() { Name = "End", Exact = true }).ClickAsync();
            await visit.Page.GetByLabel("It ends").SelectOptionAsync(hours);
            await row.GetByRole(AriaRole.Button, new() { NameRegex = new("^Set the end") }).ClickAsync();
        }
    }

    [Fact]
    public async Task Another_plan_moves_the_limits_of_a_tenant_and_so_does_a_change_of_the_plan()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await MakePlan(visit, "tide", "120");
        await MakeTenant(visit, "pier", TestTenants.FewRequests);
        await Expect(visit.Page.Locator("[data-limit=requests]")).ToContainTextAsync("of 3");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Change plan" }).ClickAsync();
        await visit.Page.GetByLabel("New plan").SelectOptionAsync("tide");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Give it" }).ClickAsync();
        await Expect(visit.Page.Locator("[data-plan]")).ToHaveTextAsync("tide");
        await Expect(visit.Page.Locator("[data-limit=requests]")).ToContainTextAsync("of 120");

        await using (var other = await chromium.Visit(product.Address))
        {
            await other.SignIn();
            await other.Open("/dashboard/plans");
            var plan = other.Page.Locator("[data-plan=tide]");
            await plan.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
            await other.Page.GetByLabel("Amount").FillAsync("240");
            await other.Page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
            await Expect(plan).ToContainTextAsync("240");

            // Somebody has it: it stays.
            await plan.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
            await plan.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete ") }).ClickAsync();
            await Expect(plan.GetByRole(AriaRole.Alert)).ToContainTextAsync("1 tenants");
        }

        await Expect(visit.Page.Locator("[data-limit=requests]")).ToContainTextAsync("of 240");
    }

    [Fact]
    public async Task A_paused_tenants_calls_are_refused_until_it_is_resumed_and_a_deleted_ones_for_good()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await MakeTenant(visit, "anchor", TestTenants.Other);
        using var api = new Api(product.Address, key: await MakeKey(visit));
        var terms = visit.Page.Locator("[data-terms]");

        await terms.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(terms).ToContainTextAsync("its calls are refused");
        Assert.Equal(HttpStatusCode.Forbidden, await Call(api));
        await terms.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(terms).ToContainTextAsync("may call");
        Assert.Equal(HttpStatusCode.OK, await Call(api));

        await terms.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        await terms.GetByRole(AriaRole.Button, new() { NameRegex = new("^Delete ") }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Tenants", Exact = true })).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await Call(api));
        await visit.Open("/dashboard/tenants/anchor");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("No such tenant");
    }

    [Fact]
    public async Task A_form_says_what_is_wrong_and_keeps_what_was_written()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn();
        await visit.Open("/dashboard/plans");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "New plan" }).ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("reef");
        await visit.Page.GetByLabel("Within").FillAsync("soon");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Plans:reef:Limits:0:Period");
        await Expect(visit.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync("reef");
        await Expect(visit.Page.Locator("[data-plan=reef]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_reader_sees_tenants_keys_plans_and_the_log_and_nothing_to_change_them_with()
    {
        await using var visit = await chromium.Visit(product.Address);
        await visit.SignIn(TestTenants.Reader);
        foreach (var (path, shown) in new[] { ("/dashboard/tenants", "[data-tenant=wide]"), ("/dashboard/tenants/wide", "[data-key=wide]"), ("/dashboard/plans", "[data-plan=wide]"), ("/dashboard/audit", "main h1") })
        {
            await visit.Open(path);
            await Expect(visit.Page.Locator(shown).First).ToBeVisibleAsync();
            Assert.Equal(0, await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("New|Change|Pause|Delete|Revoke|Rotate") }).CountAsync());
        }
    }

    private static async Task MakeTenant(Visit visit, string id, string plan)
    {
        await visit.Open("/dashboard/tenants");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "New tenant" }).ClickAsync();
        await visit.Page.GetByLabel("Id", new() { Exact = true }).FillAsync(id);
        await visit.Page.GetByLabel("Plan", new() { Exact = true }).SelectOptionAsync(plan);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = id, Exact = true })).ToBeVisibleAsync();
    }

    private static async Task<string> MakeKey(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        return await visit.Page.Locator("[data-secret]").InnerTextAsync();
    }

    private static async Task MakePlan(Visit visit, string name, string amount)
    {
        await visit.Open("/dashboard/plans");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "New plan" }).ClickAsync();
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await visit.Page.GetByLabel("Amount").FillAsync(amount);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Keep it" }).ClickAsync();
        await Expect(visit.Page.Locator($"[data-plan={name}]")).ToContainTextAsync(amount);
    }

    private static async Task<HttpStatusCode> Call(Api api)
    {
        using var answer = await api.Post("/v1/chat/completions", Api.Chat("hello"));
        return answer.StatusCode;
    }
}

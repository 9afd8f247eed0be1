using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Dashboard;

/// <summary>The pages as an operator sees them who may only look.</summary>
public sealed class ReaderTests(TestProduct product, Chromium chromium) : IClassFixture<TestProduct>, IClassFixture<Chromium>
{
    private const string Canary = "canary-77b0";

    [Fact]
    public async Task A_reader_sees_upstreams_and_conversations_but_no_buttons_and_nothing_of_what_was_said()
    {
        using var api = new Api(product.Address);
        var conversation = (await Api.Json(await api.Post("/v1/conversations", "{}"))).GetProperty("id").GetString();
        (await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","input":"{{Canary}}","conversation":"{{conversation}}"}""")).EnsureSuccessStatusCode().Dispose();

        await using var reader = await chromium.Visit(product.Address);
        await reader.SignIn(TestTenants.Reader);
        await using var admin = await chromium.Visit(product.Address);
        await admin.SignIn();
        foreach (var (visit, buttons) in new[] { (reader, 0), (admin, 1) })
        {
            await visit.Open("/dashboard/upstreams");
            await visit.Page.Locator("[data-target='deepseek/deepseek-flash']").WaitForAsync();
            Assert.Equal(buttons, await visit.Page.Locator("[data-target='deepseek/deepseek-flash']").GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Drain" }).CountAsync());

            await visit.Open($"/dashboard/conversations/{TestTenants.Wide}/{conversation}");
            await visit.Page.Locator("[data-turns]").WaitForAsync();
            Assert.Equal(buttons, await visit.Page.GetByText("Show content").CountAsync());
            Assert.DoesNotContain(Canary, await visit.Page.ContentAsync(), StringComparison.Ordinal);

            await visit.Open("/dashboard/try");
            Assert.Equal(buttons, await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Send" }).CountAsync());
        }
    }
}

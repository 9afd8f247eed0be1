using Microsoft.Playwright;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Dashboard;

/// <summary>Every page as it looks, light, dark and on a phone. Where PICTURES names a folder the pictures are put there: <c>PICTURES=docs/pictures</c> makes those of the documentation.</summary>
public sealed class PictureTests(TestCluster cluster, Chromium chromium) : IClassFixture<TestCluster>, IClassFixture<Chromium>
{
    private static readonly string? s_folder = Environment.GetEnvironmentVariable("PICTURES");

    [Fact]
    public async Task Every_page_fits_its_reader_light_dark_and_on_a_phone()
    {
        var conversation = await Live();
        (string Name, string Path)[] pages =
        [
            ("overview", "/dashboard"),
            ("tenants", "/dashboard/tenants"),
            ("tenant", $"/dashboard/tenants/{TestTenants.FewTokens}"),
            ("tenant-keys", "/dashboard/tenants/lighthouse"),
            ("plans", "/dashboard/plans"),
            ("conversations", $"/dashboard/conversations?tenant={TestTenants.Wide}"),
            ("conversation", $"/dashboard/conversations/{TestTenants.Wide}/{conversation}"),
            ("requests", "/dashboard/requests"),
            ("upstreams", "/dashboard/upstreams"),
            ("silos", "/dashboard/silos"),
            ("grains", $"/dashboard/grains?type=quota&key={TestTenants.FewTokens}"),
            ("audit", "/dashboard/audit"),
            ("try", "/dashboard/try"),
        ];
        (string Name, ViewportSize Size, ColorScheme Scheme)[] looks =
        [
            ("light", new() { Width = 1280, Height = 800 }, ColorScheme.Light),
            ("dark", new() { Width = 1280, Height = 800 }, ColorScheme.Dark),
            ("phone", new() { Width = 390, Height = 844 }, ColorScheme.Light),
        ];

        foreach (var look in looks)
        {
            await using var visit = await chromium.Visit(cluster.Doors[^1], look.Size, look.Scheme);
            await visit.Page.GotoAsync("/dashboard");
            await Picture(visit, $"login-{look.Name}");
            await visit.SignIn();
            foreach (var page in pages)
            {
                await visit.Open(page.Path);
                if (page.Name == "try") await Try(visit);
                Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{page.Name} scrolls sideways, {look.Name}");
                Assert.Equal(1, await visit.Page.Locator("h1").CountAsync());
                await Picture(visit, $"{page.Name}-{look.Name}");
            }
        }
    }

    private static async Task Try(Visit visit)
    {
        await visit.Page.GetByLabel("Tenant").FillAsync(TestTenants.Wide);
        await visit.Page.GetByLabel("Message").FillAsync("How do tides work?");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await visit.Page.Locator("[data-walk]").WaitForAsync();
    }

    private static async Task Picture(Visit visit, string name)
    {
        if (s_folder is null) return;
        await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(s_folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>Some life to look at: answers, refusals, failures and a conversation.</summary>
    private async Task<string> Live()
    {
        using var wide = new Api(cluster.Doors[0]);
        using var few = new Api(cluster.Doors[1], TestTenants.FewTokens);
        var conversation = (await Api.Json(await wide.Post("/v1/conversations", """{"metadata":{"topic":"tides"}}"""))).GetProperty("id").GetString()!;
        for (var turn = 0; turn < 5; turn++)
            (await wide.Post("/v1/responses", $$"""{"model":"deepseek-flash","conversation":"{{conversation}}","input":"How do tides work? {{turn}}"}""")).EnsureSuccessStatusCode().Dispose();
        for (var round = 0; round < 12; round++)
        {
            var calls = Enumerable.Range(0, 8).Select(call => wide.Post("/v1/chat/completions", Api.Chat($"call {round} {call}", stream: call % 2 == 0)));
            foreach (var answer in await Task.WhenAll(calls))
            {
                await answer.Content.ReadAsStringAsync();
                answer.Dispose();
            }

            (await few.Post("/v1/chat/completions", Api.Chat("hello", extra: ",\"max_tokens\":80"))).Dispose();
        }

        using var admin = new Api(cluster.Doors[0], key: TestTenants.Admin);
        (await admin.Put("/admin/v1/plans/coast", """{"weight":2,"limits":[{"name":"requests","unit":"Requests","amount":600,"period":"00:01:00","burst":60},{"name":"month","unit":"Cost","amount":250,"algorithm":"FixedWindow","every":"Month"}]}""")).EnsureSuccessStatusCode().Dispose();
        (await admin.Post("/admin/v1/tenants", """{"id":"lighthouse","name":"Lighthouse Ltd","plan":"coast"}""")).EnsureSuccessStatusCode().Dispose();
        (await admin.Post("/admin/v1/tenants/lighthouse/keys", """{"name":"the website","models":["deepseek-flash"],"endpoints":["chat"]}""")).EnsureSuccessStatusCode().Dispose();
        (await admin.Post("/admin/v1/tenants/lighthouse/keys", """{"name":"a notebook","expires_at":"2100-01-01T00:00:00Z"}""")).EnsureSuccessStatusCode().Dispose();
        (await admin.Post("/admin/v1/tenants/lighthouse/pause", "{}")).EnsureSuccessStatusCode().Dispose();

        await cluster.Upstream.Behave("status=503; times=12");
        for (var call = 0; call < 6; call++) (await wide.Post("/v1/chat/completions", Api.Chat("hello"))).Dispose();
        await cluster.Upstream.BeHonest();
        return conversation;
    }
}

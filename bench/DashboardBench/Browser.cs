using Microsoft.Playwright;

namespace Orchestrator.Bench;

/// <summary>The machine's own Chromium with an operator signed in. It runs on the cores of this process.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly IBrowserContext _context;

    private Browser(IPlaywright playwright, IBrowser browser, IBrowserContext context) => (_playwright, _browser, _context) = (playwright, browser, context);

    public static async Task<Browser> SignIn(string api)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox"] });
        var context = await browser.NewContextAsync(new() { BaseURL = api });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/dashboard");
        await page.GetByLabel("Admin key").FillAsync(Bodies.AdminKey);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("main h1").WaitForAsync();
        await page.CloseAsync();
        return new Browser(playwright, browser, context);
    }

    /// <summary>Opens a page and waits until it has its heading; the page stays open until it is closed.</summary>
    public async Task<IPage> Show(string path)
    {
        var page = await _context.NewPageAsync();
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit });
        await page.Locator("main h1").WaitForAsync();
        return page;
    }

    /// <summary>Opens a page and waits until it is pushed to.</summary>
    public async Task<IPage> Watch(string path)
    {
        var page = await Show(path);
        await page.WaitForFunctionAsync("() => document.body.dataset.live === 'yes'");
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

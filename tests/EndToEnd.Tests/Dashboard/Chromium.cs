using Microsoft.Playwright;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Dashboard;

/// <summary>The machine's own Chromium, driven by Playwright, and pages of the product in it.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var program = Environment.GetEnvironmentVariable("CHROMIUM") ?? s_places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("These tests need Chromium: tests/run.sh installs it, or CHROMIUM names it.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>A page of somebody who has not signed in. What goes wrong in it fails the test that closes it.</summary>
    internal async Task<Visit> Visit(string address, ViewportSize? size = null, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await _browser!.NewContextAsync(new() { BaseURL = address, ViewportSize = size ?? new() { Width = 1280, Height = 800 }, ColorScheme = scheme });
        return new Visit(context, await context.NewPageAsync());
    }
}

/// <summary>One visitor's page.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    public Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.SetDefaultTimeout(15_000);
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error") _errors.Add(message.Text);
        };
    }

    public IPage Page { get; }

    public async Task SignIn(string key = TestTenants.Admin)
    {
        await Page.GotoAsync("/dashboard");
        await Page.GetByLabel("Admin key").FillAsync(key);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }

    /// <summary>Goes to a page and waits until it answers to its reader.</summary>
    public async Task Open(string path)
    {
        await Page.GotoAsync(path);
        await Page.WaitForFunctionAsync("() => document.body.dataset.live === 'yes'");
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.Empty(_errors);
    }
}

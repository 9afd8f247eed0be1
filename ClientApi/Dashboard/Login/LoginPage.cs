using System.Net;

namespace Orchestrator.Dashboard;

/// <summary>The one page that is shown to strangers. It is whole in itself: nothing else is served before somebody has signed in.</summary>
internal static class LoginPage
{
    public static string Write(string? problem, string returnTo) => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Sign in · Orchestrator</title>
        <link rel="icon" href="data:,">
        <style>
        :root { color-scheme: light dark; --back: #f6f7f9; --paper: #fff; --ink: #1c2024; --soft: #5b616a; --line: #d9dce3; --lead: #3451b2; --bad: #c62a2f; }
        @media (prefers-color-scheme: dark) { :root { --back: #0f1115; --paper: #171a21; --ink: #edeef0; --soft: #a3a9b3; --line: #2a2e37; --lead: #9db1ff; --bad: #ff8b8f; } }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        form { background: var(--paper); border: 1px solid var(--line); border-radius: 10px; padding: 28px; width: min(340px, calc(100vw - 88px)); }
        h1 { font-size: 1.25rem; margin: 0 0 4px; }
        p { color: var(--soft); margin: 0 0 20px; font-size: 0.875rem; }
        .bad { color: var(--bad); }
        label { display: block; font-size: 0.875rem; margin-bottom: 4px; }
        input { box-sizing: border-box; width: 100%; padding: 9px 10px; border: 1px solid var(--line); border-radius: 6px; font: inherit; background: transparent; color: inherit; }
        button { margin-top: 16px; width: 100%; padding: 9px; border: 0; border-radius: 6px; background: var(--lead); color: var(--paper); font: inherit; font-weight: 600; cursor: pointer; }
        :focus-visible { outline: 2px solid var(--lead); outline-offset: 2px; }
        </style>
        </head>
        <body>
        <form method="post" action="/dashboard/login">
        <h1>Orchestrator</h1>
        {{(problem is null ? "<p>Sign in with an admin key.</p>" : $"<p class=\"bad\" role=\"alert\">{WebUtility.HtmlEncode(problem)}</p>")}}
        <label for="key">Admin key</label>
        <input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
        <input name="return" type="hidden" value="{{WebUtility.HtmlEncode(returnTo)}}">
        <button type="submit">Sign in</button>
        </form>
        </body>
        </html>
        """;
}

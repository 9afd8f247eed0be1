using Orchestrator.Identity;

namespace Orchestrator.Hosting;

/// <summary>Adds the demo to a silo that runs in Development, and tells the person who started it what to try.</summary>
internal static class DemoHosting
{
    public static async Task<Demo> AddDemo(this WebApplicationBuilder builder)
    {
        var demo = new Demo();
        if (builder.Environment.IsDevelopment()) await demo.ReplaceUpstreamsWithoutKey(builder.Configuration);
        return demo;
    }

    public static void AnnounceWhenStarted(this WebApplication app, Demo demo)
    {
        if (!app.Environment.IsDevelopment()) return;
        app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine(Banner(app.Urls.First(), demo.Simulated)));
    }

    private static string Banner(string address, bool simulated) => $$"""

        Orchestrator is listening on {{address}}
        Upstream    {{(simulated ? "the built-in simulator (set DEEPSEEK_API_KEY to call DeepSeek)" : "as configured")}}
        Demo key    {{DemoKey.Text}}
        Dashboard   {{address}}/dashboard, with the key {{DemoKey.Admin}}
        Try it      curl {{address}}/v1/chat/completions -H 'Authorization: Bearer {{DemoKey.Text}}' -H 'Content-Type: application/json' -d '{"model":"deepseek-flash","messages":[{"role":"user","content":"Hello"}]}'

        """;
}

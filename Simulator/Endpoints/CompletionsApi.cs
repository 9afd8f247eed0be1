namespace Orchestrator.Simulator;

/// <summary>The endpoints at which a model answers, each with and without the version in front.</summary>
internal static class CompletionsApi
{
    public static void MapCompletions(this WebApplication application)
    {
        foreach (var version in new[] { "", "/v1" })
        {
            application.MapPost($"{version}/chat/completions", Chat);
            application.MapPost($"{version}/beta/chat/completions", BetaChat);
            application.MapPost($"{version}/beta/completions", Text);
        }

        application.MapPost("/beta/v1/chat/completions", BetaChat);
        application.MapPost("/beta/v1/completions", Text);
    }

    private static Task Chat(HttpContext context) => Receive(context, Door.Chat);

    private static Task BetaChat(HttpContext context) => Receive(context, Door.BetaChat);

    private static Task Text(HttpContext context) => Receive(context, Door.Text);

    private static Task Receive(HttpContext context, Door door) =>
        context.RequestServices.GetRequiredService<Reception>().Receive(context, door);
}

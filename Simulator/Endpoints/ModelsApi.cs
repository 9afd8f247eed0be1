namespace Orchestrator.Simulator;

/// <summary>Lists the models on offer.</summary>
internal static class ModelsApi
{
    public static void MapModels(this WebApplication application)
    {
        application.MapGet("/models", Receive);
        application.MapGet("/v1/models", Receive);
    }

    private static Task Receive(HttpContext context) =>
        context.RequestServices.GetRequiredService<Reception>().ReceiveSmall(context, List);

    private static async Task List(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<SimulatorOptions>();
        context.Response.ContentType = "application/json";
        ReplyJson.Write(context.Response.BodyWriter, json =>
        {
            json.WriteStartObject();
            json.WriteString("object", "list");
            json.WriteStartArray("data");
            foreach (var model in options.Models)
            {
                json.WriteStartObject();
                json.WriteString("id", model);
                json.WriteString("object", "model");
                json.WriteString("owned_by", "deepseek");
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}

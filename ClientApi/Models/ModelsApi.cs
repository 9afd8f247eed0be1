using System.Text.Json;
using Orchestrator.Identity;
using Orchestrator.Outcomes;

namespace Orchestrator.Models;

/// <summary>Lists the models that can be asked for.</summary>
internal sealed class ModelsApi(ModelCatalog catalog)
{
    public Task List(HttpContext context, Caller caller) => JsonAnswer.Write(context.Response, json =>
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var (name, model) in catalog.All.Where(model => caller.Scope.Allows(new ModelName(model.Key)))) WriteModel(json, name, model);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    public Task Find(HttpContext context, Caller caller)
    {
        var name = (string)context.Request.RouteValues["model"]!;
        return catalog.TryFind(name, out var model) && caller.Scope.Allows(new ModelName(name))
            ? JsonAnswer.Write(context.Response, json => WriteModel(json, name, model))
            : ModelCatalog.Unknown(name).Write(context.Response);
    }

    private static void WriteModel(Utf8JsonWriter json, string name, ModelOptions model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, name);
        json.WriteString("object"u8, "model"u8);
        json.WriteNumber("created"u8, 0);
        json.WriteString("owned_by"u8, model.OwnedBy);
        json.WriteEndObject();
    }
}

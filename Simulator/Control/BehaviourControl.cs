using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Orchestrator.Simulator;

/// <summary>Lets a test or an operator say how requests are treated from now on.</summary>
internal static class BehaviourControl
{
    private const string Path = "/simulator/behaviour";

    public static void MapBehaviourControl(this WebApplication application)
    {
        application.MapGet(Path, Read);
        application.MapPut(Path, Put);
        application.MapDelete(Path, Clear);
    }

    private static JsonHttpResult<IReadOnlyList<BehaviourRule>> Read(BehaviourBook behaviours) =>
        TypedResults.Json(behaviours.Rules, ControlJson.Default.IReadOnlyListBehaviourRule);

    private static async Task<Results<NoContent, BadRequest<string>>> Put(HttpRequest request, BehaviourBook behaviours)
    {
        try
        {
            var order = await JsonSerializer.DeserializeAsync(request.Body, ControlJson.Default.BehaviourOrder, request.HttpContext.RequestAborted);
            return behaviours.TryPut(order!.Text, order.Model, order.Account) is { } complaint
                ? TypedResults.BadRequest(complaint)
                : TypedResults.NoContent();
        }
        catch (JsonException unreadable)
        {
            return TypedResults.BadRequest(unreadable.Message);
        }
    }

    private static NoContent Clear(BehaviourBook behaviours)
    {
        behaviours.Clear();
        return TypedResults.NoContent();
    }
}

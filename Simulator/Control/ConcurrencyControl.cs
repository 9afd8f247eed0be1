using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Orchestrator.Simulator;

/// <summary>Lets a test or an operator raise and lower the ceilings on requests at a time.</summary>
internal static class ConcurrencyControl
{
    private const string Path = "/simulator/concurrency";

    public static void MapConcurrencyControl(this WebApplication application)
    {
        application.MapGet(Path, Read);
        application.MapPut(Path, Put);
        application.MapDelete(Path, Reset);
    }

    private static JsonHttpResult<ConcurrencyCeilings> Read(ConcurrencyGate gate) =>
        TypedResults.Json(gate.Ceilings(), ControlJson.Default.ConcurrencyCeilings);

    private static async Task<Results<NoContent, BadRequest<string>>> Put(HttpRequest request, ConcurrencyGate gate)
    {
        try
        {
            var order = await JsonSerializer.DeserializeAsync(request.Body, ControlJson.Default.ConcurrencyOrder, request.HttpContext.RequestAborted);
            gate.Limit(order!.Limit, order.Account);
            return TypedResults.NoContent();
        }
        catch (JsonException unreadable)
        {
            return TypedResults.BadRequest(unreadable.Message);
        }
    }

    private static NoContent Reset(ConcurrencyGate gate)
    {
        gate.Reset();
        return TypedResults.NoContent();
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Orchestrator.Chat;
using Orchestrator.Identity;
using Orchestrator.Tenants;

namespace Orchestrator.Admin;

/// <summary>Sends a request as a tenant, for an operator who wants to see what it gets.</summary>
internal sealed class TryApi(ChatApi chat, FrontDoor door, TenantDirectory tenants, TenantDesk desk)
{
    public void Map(IEndpointRouteBuilder change) => change.MapPost("/tenants/{tenant}/try", Send).WithMetadata(RegisterAudit.ByItself)
        .Produces<JsonElement>(StatusCodes.Status200OK, "application/json")
        .Describe("tenants", "Try a request as a tenant", "Takes and answers what POST /v1/chat/completions does, streams, headers and errors included. It counts against the tenant's limits and is paid. That you try it is on the audit log before it is sent.")
        .ShowExample(Read("""{"id":"chatcmpl-1","object":"chat.completion","created":1777636800,"model":"deepseek-flash","choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":2,"total_tokens":7}}"""),
            Read("""{"model":"deepseek-flash","messages":[{"role":"user","content":"Hello"}],"max_tokens":100}"""));

    public async Task<Results<EmptyHttpResult, ProblemHttpResult>> Send(HttpContext context, [TenantName] string tenant)
    {
        if (tenants.Find(tenant) is not { } found) return AdminProblem.NotFound($"There is no tenant '{tenant}'.");
        if (found.IsPaused) return AdminProblem.Conflict($"The tenant '{tenant}' is paused: its calls are refused.");
        if ((await desk.Note(context.Operator(), "request.try", tenant)).ProblemOf() is { } unwritten) return unwritten;
        await door.ServeAs(context, new TenantId(tenant), chat.Complete);
        return TypedResults.Empty;
    }

    private static JsonElement Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}

using Orchestrator.Identity;
using Orchestrator.Items;
using Orchestrator.Requests;

namespace Orchestrator.Responses;

/// <summary>Makes the hall's request of a call for a response.</summary>
internal sealed class ResponseRequests(TimeProvider time)
{
    public ChatRequest Of(Caller caller, ResponseCall call) => new()
    {
        Id = caller.Request,
        Tenant = caller.Tenant,
        Key = caller.Key,
        Prompt = call.Prompt,
        Place = call.Place,
        Instructions = call.Instructions is { } text ? [ChatMessages.Of("system", text)] : [],
        CompactAbove = call.CompactAbove,
        Priority = call.Priority,
        MayDropTurns = call.Settings.Truncation is "auto",
        AskedAt = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()),
        Settings = call.Settings.Render(),
    };
}

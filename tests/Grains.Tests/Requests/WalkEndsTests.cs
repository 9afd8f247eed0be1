using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Quota;
using Orchestrator.Sight;
using Orchestrator.Telemetry;
using Xunit;

namespace Orchestrator.Requests;

public sealed class WalkEndsTests
{
    private const string Canary = "canary-8c1f";

    private readonly RequestWalks _walks = new([], new FakeTimeProvider(), NullLogger<RequestWalks>.Instance);

    public static TheoryData<ChatOutcome, WalkEnd, string?> Ends => new()
    {
        { new ChatOutcome.Completed(new Completion { FinishReason = "stop" }), WalkEnd.Completed, null },
        { new ChatOutcome.Refused(new Refusal("tokens", QuotaUnit.Tokens, 1, 2, 0, null)), WalkEnd.Refused, null },
        { new ChatOutcome.UpstreamFailed(Failure()), WalkEnd.UpstreamFailed, "Rejected" },
        { new ChatOutcome.Invalid(Canary, Canary, "conversation_not_found"), WalkEnd.Invalid, "conversation_not_found" },
        { new ChatOutcome.Invalid($"The model '{Canary}' does not exist.", "model", WalkEnds.ModelNotFound, 404), WalkEnd.Invalid, WalkEnds.ModelNotFound },
        { new ChatOutcome.ClientGone(), WalkEnd.ClientGone, null },
    };

    [Theory, MemberData(nameof(Ends))]
    public void An_end_is_written_down_as_who_ended_it_and_never_in_an_upstreams_or_a_clients_words(ChatOutcome outcome, WalkEnd end, string? error)
    {
        var model = outcome is ChatOutcome.Invalid { Code: WalkEnds.ModelNotFound } ? Canary : "small";
        var walk = _walks.Enter(RequestId.Create(), new TenantId("acme"), "key", new ModelName(model), Canary);

        WalkEnds.Note(walk, outcome);
        _walks.Leave(walk);

        Assert.Equal((end, error), (walk.End, walk.Error));
        Assert.DoesNotContain(Canary, JsonSerializer.Serialize(Trails.Tell(walk, "here", walk.CameAt)), StringComparison.Ordinal);
    }

    private static UpstreamFailure Failure() =>
        new() { Kind = UpstreamFailureKind.Rejected, Status = 400, Message = Canary, Type = Canary, Code = Canary, Param = Canary };
}

using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Conversations;
using Orchestrator.Quota;
using Xunit;

namespace Orchestrator.Requests;

/// <summary>One tenant as a test asks in its name: words instead of prompts.</summary>
internal sealed class Guest(HallCluster hall, TenantId tenant, IGrainFactory door)
{
    /// <summary>The same tenant, whose requests now come in at one silo and run there.</summary>
    public Guest At(int silo) => new(hall, tenant, hall.At(silo));

    /// <summary>What a request that asks this with nothing said before it is estimated at.</summary>
    public static long Estimate(string words) => TokenEstimate.Of(Prompt(words, stream: false));

    public static ChatOutcome.Completed Answered(ChatOutcome outcome) => Assert.IsType<ChatOutcome.Completed>(outcome);

    public Task<ChatOutcome> Ask(string words, TurnPlace? place = null, string? instructions = null, string model = "small", bool mayDrop = false, long? compactAbove = null, CancellationToken gone = default) =>
        Run(Request(words, place, stream: false, model) with { MayDropTurns = mayDrop, CompactAbove = compactAbove, Instructions = instructions is null ? [] : [Say("system", instructions)] }, null, gone);

    public async Task<ChatOutcome> Stream(string words, AttentiveReader reader, TurnPlace? place = null, CancellationToken gone = default)
    {
        var reference = door.CreateObjectReference<IChunkReader>(reader);
        var outcome = await Run(Request(words, place, stream: true, "small"), reference, gone);
        GC.KeepAlive(reader);
        return outcome;
    }

    /// <summary>Asks, and answers with the id under which the answer is remembered.</summary>
    public async Task<ResponseId> Tell(string words, TurnPlace place) => Assert.NotNull(Answered(await Ask(words, place)).Response);

    /// <summary>What the request would send.</summary>
    public Task<PromptMeasure> Measure(string words, TurnPlace? place = null) => door.GetGrain<IRequestGrain>(Lanes.Next()).Measure(Request(words, place, stream: false, "small"), default);

    public async Task<ConversationId> NewConversation()
    {
        var id = ConversationId.Create();
        Assert.IsType<ConversationStart.Created>(await Conversation(id).Create(new NewConversation()));
        return id;
    }

    public IConversationGrain Conversation(ConversationId id) => hall.Silos.Client.GetGrain<IConversationGrain>(ConversationKey.Of(tenant, id));

    /// <summary>How much was used of each limit: requests, tokens, permits.</summary>
    public async Task<(long Requests, long Tokens, long AtOnce)> Used() => Used((await hall.Silos.Client.GetGrain<IQuotaGrain>(tenant.Value).Describe()).Levels);

    public static (long Requests, long Tokens, long AtOnce) Used(ImmutableArray<QuotaLevel> levels) =>
        (levels[0].Amount - levels[0].Remaining, levels[1].Amount - levels[1].Remaining, levels[2].Amount - levels[2].Remaining);

    private Task<ChatOutcome> Run(ChatRequest request, IChunkReader? reader, CancellationToken gone) =>
        door.GetGrain<IRequestGrain>(Lanes.Next()).Run(request, reader, gone);

    private ChatRequest Request(string words, TurnPlace? place, bool stream, string model) => new()
    {
        Id = RequestId.Create(),
        Tenant = tenant,
        Prompt = Prompt(words, stream) with { Model = new ModelName(model) },
        Place = place,
    };

    private static Prompt Prompt(string words, bool stream) => new() { Model = new ModelName("small"), Messages = [Say("user", words)], Stream = stream };

    private static Message Say(string role, string words) => new(role, JsonSerializer.SerializeToUtf8Bytes(new { role, content = words }));
}

using System.Text;
using System.Text.Json;
using Orchestrator.Conversations;
using Orchestrator.Requests;
using Orleans.Runtime;
using Xunit;

namespace Orchestrator.Background;

public sealed class BackgroundGrainTests(HallCluster hall) : IClassFixture<HallCluster>
{
    private static readonly TenantId s_tenant = new("tenant-1");

    private SiloAddress Runner => hall.Silos.Silos[0].SiloAddress;

    private SiloAddress DeadRunner => SiloAddress.New(Runner.Endpoint, Runner.Generation - 1);

    [Fact]
    public async Task Chunks_are_durable_when_their_sender_is_told_and_outlive_the_activation()
    {
        var grain = await Open(out _);
        Assert.True(await grain.Append(Batch(0, "one")));
        Assert.True(await grain.Append(Batch(1, "two")));
        await hall.Silos.DeactivateAsync(grain);

        var part = await grain.Read(0, wait: false);

        Assert.Equal(["one", "two"], Told(part!));
        Assert.Null(part!.End);
        Assert.Equal(["two"], Told((await grain.Read(1, wait: false))!));
    }

    [Fact]
    public async Task A_reader_that_waits_is_told_what_comes_next()
    {
        var grain = await Open(out _);
        var waiting = grain.Read(0, wait: true);
        await grain.Append(Batch(0, "news"));

        Assert.Equal(["news"], Told((await waiting)!));
        var end = grain.Read(1, wait: true);
        await grain.End(new BackgroundEnd(BackgroundEnding.Ended, hall.Clock.GetUtcNow(), new ChatOutcome.ClientGone()));
        Assert.Equal(BackgroundEnding.Ended, (await end)!.End!.Ending);
    }

    [Fact]
    public async Task After_the_end_nothing_more_is_taken_and_nobody_ends_it_again()
    {
        var grain = await Open(out _);
        await grain.End(new BackgroundEnd(BackgroundEnding.TooLarge, hall.Clock.GetUtcNow()));

        Assert.False(await grain.Append(Batch(0, "late")));
        Assert.False(await grain.Beat());
        await grain.End(new BackgroundEnd(BackgroundEnding.Lost, hall.Clock.GetUtcNow()));
        var part = await grain.Read(0, wait: false);
        Assert.Equal((0, BackgroundEnding.TooLarge), (part!.Chunks.Length, part.End!.Ending));
    }

    [Fact]
    public async Task An_answer_whose_silo_died_is_lost()
    {
        var grain = await Open(out _, runner: DeadRunner);

        Assert.Equal(BackgroundEnding.Lost, (await grain.Read(0, wait: true))!.End!.Ending);
    }

    [Fact]
    public async Task An_answer_that_nobody_speaks_of_is_lost_and_one_that_beats_is_not()
    {
        var (silent, lively) = (await Open(out _), await Open(out _));
        await silent.Beat();
        for (var second = 0; second < 8; second++)
        {
            hall.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(await lively.Beat());
        }

        Assert.Equal(BackgroundEnding.Lost, (await silent.Read(0, wait: false))!.End!.Ending);
        Assert.Null((await lively.Read(0, wait: false))!.End);
    }

    [Fact]
    public async Task What_the_conversation_has_kept_is_complete_though_its_silo_died_before_the_record_was()
    {
        var (response, request) = await Keep("All of the answer");
        var grain = await Open(out _, response, request, DeadRunner);
        await grain.Append(Batch(0, Delta("All of")));

        var part = await grain.Read(0, wait: false);

        var completed = Assert.IsType<ChatOutcome.Completed>(part!.End!.Outcome);
        Assert.Equal(response, completed.Response);
        Assert.Equal([" the answer"], Contents(part).TakeLast(1));
    }

    [Fact]
    public async Task Cancelling_gives_the_turn_up_and_twice_is_as_once()
    {
        var conversation = await NewConversation();
        var request = RequestId.Create();
        var started = Assert.IsType<TurnStart.Started>(await Begin(conversation, request));
        var response = new ResponseId(conversation, started.Turn, 1);
        var grain = await Open(out _, response, request);

        Assert.Equal(BackgroundVerdict.Done, await grain.Cancel());
        Assert.Equal(BackgroundVerdict.Done, await grain.Cancel());

        Assert.Equal(BackgroundEnding.Cancelled, (await grain.Read(0, wait: false))!.End!.Ending);
        Assert.Equal(TurnEnd.Superseded, await Conversation(conversation).Complete(Finished(request, response, "too late")));
        Assert.IsType<TurnStart.Started>(await Begin(conversation, RequestId.Create()));
    }

    [Fact]
    public async Task What_was_kept_before_it_was_cancelled_is_complete()
    {
        var (response, request) = await Keep("Said already");
        var grain = await Open(out _, response, request);

        Assert.Equal(BackgroundVerdict.Ended, await grain.Cancel());

        var part = await grain.Read(0, wait: false);
        Assert.IsType<ChatOutcome.Completed>(part!.End!.Outcome);
        Assert.Equal(["Said already"], Contents(part));
    }

    [Fact]
    public async Task Deleting_leaves_no_record_and_only_what_has_ended_is_deleted()
    {
        var grain = await Open(out var id);
        await grain.Append(Batch(0, "one"));
        Assert.Equal(BackgroundVerdict.Running, await grain.Delete());
        await grain.End(new BackgroundEnd(BackgroundEnding.Lost, hall.Clock.GetUtcNow()));
        Assert.Equal(["answer", "end", "segment-0"], hall.Store.NamesOf(id));

        Assert.Equal(BackgroundVerdict.Done, await grain.Delete());

        Assert.Empty(hall.Store.NamesOf(id));
        Assert.Null(await grain.Read(0, wait: false));
        Assert.Equal(BackgroundVerdict.Missing, await grain.Delete());
        Assert.Equal(BackgroundVerdict.Missing, await grain.Cancel());
    }

    [Theory]
    [InlineData(true, 14, true)]
    [InlineData(true, 16, false)]
    [InlineData(false, 16, true)]
    [InlineData(false, 25 * 60, false)]
    public async Task A_completed_answer_is_kept_for_a_quarter_of_an_hour_and_a_failed_one_for_a_day(bool isCompleted, int minutes, bool isKept)
    {
        var (response, request) = isCompleted ? await Keep("Done") : (NewResponse(), RequestId.Create());
        var grain = await Open(out var id, response, request, DeadRunner);
        Assert.NotNull((await grain.Read(0, wait: false))!.End);
        hall.Clock.Advance(TimeSpan.FromMinutes(minutes));

        await grain.AsReference<IRemindable>().ReceiveReminder("sweep", default);

        Assert.Equal(isKept, hall.Store.NamesOf(id).Length > 0);
    }

    [Fact]
    public async Task A_segment_whose_write_failed_is_not_shown_and_its_sender_hears_of_it()
    {
        var grain = await Open(out _);
        await grain.Append(Batch(0, "one"));
        hall.Store.FailNextWrite(WriteFault.BeforeWriting);

        await Assert.ThrowsAsync<IOException>(() => grain.Append(Batch(1, "two")));

        Assert.Equal(["one"], Told((await grain.Read(0, wait: false))!));
    }

    [Fact]
    public async Task Another_tenants_answer_is_a_missing_one()
    {
        await Open(out _, NewResponse() is var response ? response : default);

        Assert.Null(await hall.Silos.Client.GetGrain<IBackgroundGrain>(BackgroundKey.Of(new TenantId("tenant-2"), response)).Read(0, wait: false));
    }

    private Task<IBackgroundGrain> Open(out GrainId id, ResponseId? response = null, RequestId? request = null, SiloAddress? runner = null)
    {
        var answer = new BackgroundAnswer
        {
            Response = response ?? NewResponse(),
            Request = request ?? RequestId.Create(),
            AskedAt = hall.Clock.GetUtcNow(),
            Runner = runner ?? Runner,
            Streamed = true,
        };
        var grain = hall.Silos.Client.GetGrain<IBackgroundGrain>(BackgroundKey.Of(s_tenant, answer.Response));
        id = grain.GetGrainId();
        return OpenIt();

        async Task<IBackgroundGrain> OpenIt()
        {
            await grain.Open(answer);
            return grain;
        }
    }

    /// <summary>A turn that its conversation has kept.</summary>
    private async Task<(ResponseId Response, RequestId Request)> Keep(string text)
    {
        var conversation = await NewConversation();
        var request = RequestId.Create();
        var started = Assert.IsType<TurnStart.Started>(await Begin(conversation, request));
        var response = new ResponseId(conversation, started.Turn, 7);
        Assert.Equal(TurnEnd.Kept, await Conversation(conversation).Complete(Finished(request, response, text)));
        return (response, request);
    }

    private async Task<ConversationId> NewConversation()
    {
        var id = ConversationId.Create();
        await Conversation(id).Create(new NewConversation());
        return id;
    }

    private IConversationGrain Conversation(ConversationId id) => hall.Silos.Client.GetGrain<IConversationGrain>(ConversationKey.Of(s_tenant, id));

    private Task<TurnStart> Begin(ConversationId id, RequestId request) => Conversation(id).Begin(new TurnRequest { Request = request, Runner = Runner });

    private static FinishedTurn Finished(RequestId request, ResponseId response, string text) => new()
    {
        Request = request,
        Response = response,
        Input = [new Message("user", "{}"u8.ToArray())],
        Output = new Message("assistant", JsonSerializer.SerializeToUtf8Bytes(new { role = "assistant", content = text })),
        FinishReason = "stop",
    };

    private static ResponseId NewResponse() => new(ConversationId.Create(), 0, 1);

    private static ChunkBatch Batch(int number, string chunk) => new(number, [Encoding.UTF8.GetBytes(chunk)]);

    private static string Delta(string content) => JsonSerializer.Serialize(new { choices = new[] { new { index = 0, delta = new { content } } } });

    private static string[] Told(BackgroundPart part) => [.. part.Chunks.Select(chunk => Encoding.UTF8.GetString(chunk.Span))];

    private static string[] Contents(BackgroundPart part) =>
        [.. part.Chunks.Select(chunk => JsonDocument.Parse(chunk).RootElement.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()!)];
}

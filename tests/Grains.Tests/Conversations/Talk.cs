using System.Globalization;
using System.Text;
using Orleans.Runtime;
using Xunit;

namespace Orchestrator.Conversations;

/// <summary>One conversation as a test speaks in it: words instead of messages.</summary>
internal sealed class Talk(ConversationCluster cluster, ConversationId id, IConversationGrain grain)
{
    private static int s_nonce;

    public ConversationId Id => id;

    public IConversationGrain Grain => grain;

    public GrainId GrainId => grain.GetGrainId();

    public static Message Say(string words) => new("user", Encoding.UTF8.GetBytes(words));

    public static string Hear(Message message) => Encoding.UTF8.GetString(message.Json.Span);

    public static string[] Hear(TurnStart start) => [.. Assert.IsType<TurnStart.Started>(start).History.Select(Hear)];

    public Task<TurnStart> Begin(RequestId request, ResponseId? after = null, bool keep = true, SiloAddress? runner = null) =>
        grain.Begin(new TurnRequest { Request = request, Runner = runner ?? cluster.Runner, After = after, Keep = keep });

    public ResponseId Answer(int turn) => new(id, turn, (uint)Interlocked.Increment(ref s_nonce));

    public static FinishedTurn Finished(RequestId request, ResponseId answer, string words) => new()
    {
        Request = request,
        Response = answer,
        Input = [Say($"{words}?")],
        Output = new Message("assistant", Encoding.UTF8.GetBytes($"{words}!")),
        Usage = new TokenUsage(3, 4),
    };

    /// <summary>Begins and completes a turn: asks "words?" and is answered "words!".</summary>
    public async Task<ResponseId> Take(string words, ResponseId? after = null)
    {
        var request = RequestId.Create();
        var started = Assert.IsType<TurnStart.Started>(await Begin(request, after));
        var answer = Answer(started.Turn);
        Assert.Equal(TurnEnd.Kept, await grain.Complete(Finished(request, answer, words)));
        return answer;
    }

    public async Task<ResponseId[]> TakeMany(int turns)
    {
        var answers = new List<ResponseId>();
        for (var turn = 0; turn < turns; turn++) answers.Add(await Take(turn.ToString(CultureInfo.InvariantCulture)));
        return [.. answers];
    }

    /// <summary>All that was said, as a request that keeps nothing reads it.</summary>
    public async Task<string[]> Heard(ResponseId? after = null) => Hear(await Begin(RequestId.Create(), after, keep: false));

    /// <summary>Ends the activation, so that the next call reads everything from the store.</summary>
    public Task Forget() => cluster.Silos.DeactivateAsync(grain);
}

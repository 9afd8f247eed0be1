using CsCheck;
using Orleans.Storage;
using Xunit;

namespace Orchestrator.Conversations;

/// <summary>Random conversations against a plain list: whatever fails, what was acknowledged is there, once and in order.</summary>
public sealed class ConversationModelTests(ConversationCluster cluster) : IClassFixture<ConversationCluster>
{
    private static readonly Gen<Step[]> s_steps =
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 99], Gen.Int[0, 99]).Select((act, whose, which) => new Step(act, whose, which)).Array[5, 60];

    private enum Act { Begin, BeginAgain, BeginAfter, Complete, CompleteAndFail, CompleteAndLoseReply, CompleteBehind, Abandon, Fork, Forget, Read }

    [Fact]
    public Task Conversations_stay_what_a_plain_list_would_be() => s_steps.SampleAsync(Run, iter: 500, threads: 1);

    private async Task Run(Step[] steps)
    {
        List<Model> models = [new(await cluster.Create(), [])];
        foreach (var step in steps)
        {
            var model = models[step.Whose % models.Count];
            if (step.Act is Act.Fork) await Fork(models, model, step.Which);
            else await Take(model, step);
        }

        foreach (var model in models)
        {
            await model.Talk.Forget();
            await Read(model);
            var turns = (await model.Talk.Grain.Turns(0, 100))!.Value;
            Assert.Equal(model.Kept.Select(kept => kept.Answer), turns.Select(turn => turn.Response!.Value));
            Assert.Equal(Enumerable.Range(0, turns.Length), turns.Select(turn => turn.Number));
        }
    }

    private Task Take(Model model, Step step) => step.Act switch
    {
        Act.Begin => Begin(model, RequestId.Create(), after: null),
        Act.BeginAgain => model.Holder is { } holder ? Begin(model, holder, after: null) : Task.CompletedTask,
        Act.BeginAfter => model.Pick(step.Which) is { } kept ? Begin(model, RequestId.Create(), kept.Answer) : Task.CompletedTask,
        Act.Abandon => Abandon(model, step.Which),
        Act.Forget => Forget(model),
        Act.Read => Read(model),
        _ => Complete(model, step),
    };

    private static async Task Begin(Model model, RequestId request, ResponseId? after)
    {
        var start = await model.Talk.Begin(request, after);

        var number = after is { } answer ? answer.Turn + 1 : model.Kept.Count;
        if (number < model.Kept.Count || (after is not null && model.Holder is not null)) Assert.IsType<TurnStart.MovedOn>(start);
        else if (model.Holder is { } holder && holder != request) Assert.IsType<TurnStart.Locked>(start);
        else
        {
            Assert.Equal(number, Assert.IsType<TurnStart.Started>(start).Turn);
            Assert.Equal(model.Said, Talk.Hear(start));
            model.Grant(request);
        }
    }

    private async Task Complete(Model model, Step step)
    {
        if (model.Attempt(step.Which) is not { } attempt) return;
        var finished = Talk.Finished(attempt.Request, attempt.Answer, attempt.Words);
        if (!model.Admits(attempt))
        {
            var expected = model.Kept.Contains(attempt) ? TurnEnd.Kept : TurnEnd.Superseded;
            Assert.Equal(expected, await model.Talk.Grain.Complete(finished));
            return;
        }

        switch (step.Act)
        {
            case Act.CompleteAndFail:
                cluster.Store.FailNextWrite(WriteFault.BeforeWriting);
                await Assert.ThrowsAsync<IOException>(() => model.Talk.Grain.Complete(finished));
                break;
            case Act.CompleteAndLoseReply:
                cluster.Store.FailNextWrite(WriteFault.AfterWriting);
                await Assert.ThrowsAsync<IOException>(() => model.Talk.Grain.Complete(finished));
                model.Keep(attempt);
                break;
            case Act.CompleteBehind:
                // Reading first ends any doubt, so that it is the write that meets the other turn and not a look at the store.
                await Read(model);
                var other = model.NewAttempt(RequestId.Create());
                await cluster.WriteBehind(model.Talk, Talk.Finished(other.Request, other.Answer, other.Words));
                await Assert.ThrowsAsync<InconsistentStateException>(() => model.Talk.Grain.Complete(finished));
                model.Keep(other);
                model.Forget();
                break;
            default:
                Assert.Equal(TurnEnd.Kept, await model.Talk.Grain.Complete(finished));
                model.Keep(attempt);
                break;
        }
    }

    private static async Task Abandon(Model model, int which)
    {
        if (model.Attempt(which) is not { } attempt) return;
        await model.Talk.Grain.Abandon(attempt.Request);
        model.Release(attempt.Request);
    }

    private async Task Fork(List<Model> models, Model parent, int which)
    {
        if (models.Count == 6 || parent.Pick(which) is not { } point) return;
        models.Add(new Model(await cluster.Create(point.Answer), parent.Kept.Take(point.Answer.Turn + 1)));
    }

    private static async Task Forget(Model model)
    {
        await model.Talk.Forget();
        model.Forget();
    }

    private static async Task Read(Model model) => Assert.Equal(model.Said, await model.Talk.Heard());

    private sealed record Step(Act Act, int Whose, int Which);
}

using CsCheck;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class ContextWindowTests
{
    private static readonly WindowTerms s_half = new(1_000, WindowPolicy.DropOldest, Keep: 0.5);
    private static readonly Asking s_hundred = new(Front: 0, Summary: 0, Input: 100, Answer: 0, Opens: true);

    private static readonly Gen<Round> s_round =
        Gen.Select(Gen.Int[0, 120], Gen.Int[0, 120], Gen.Int[0, 9]).Select((input, output, tool) => new Round(input, output, Opens: tool > 2));

    private static readonly Gen<(Round[] Rounds, WindowTerms Terms, long Front, long Answer)> s_talk =
        Gen.Select(s_round.Array[1, 200], Gen.Int[200, 2_000], Gen.Enum<WindowPolicy>(), Gen.Double[0.1, 0.9], Gen.Int[0, 100], Gen.Int[0, 100])
            .Select((rounds, size, policy, keep, front, answer) => (Opened(rounds), new WindowTerms(size, policy, keep, SummaryTokens: 20), (long)front, (long)answer));

    [Fact]
    public void What_just_fits_is_left_as_it_is()
    {
        Assert.Equal(new WindowDecision.Fits(0), ContextWindow.Decide(Turns(9, 100), 0, s_hundred, s_half));
        Assert.Equal(new WindowDecision.Fits(3), ContextWindow.Decide(Turns(12, 100), 3, s_hundred, s_half));
    }

    [Fact]
    public void One_token_too_many_drops_the_oldest_turns_until_half_of_the_window_is_filled()
    {
        var decision = ContextWindow.Decide(Turns(9, 100), 0, s_hundred with { Input = 101 }, s_half);

        Assert.Equal(new WindowDecision.Shrink(From: 6, Dropped: 6), decision);
    }

    [Fact]
    public void What_stands_in_front_and_the_longest_answer_have_their_place_before_anything_said()
    {
        var asking = s_hundred with { Front = 200, Answer = 400 };

        Assert.Equal(new WindowDecision.Fits(0), ContextWindow.Decide(Turns(3, 100), 0, asking, s_half));
        Assert.Equal(new WindowDecision.Shrink(From: 3, Dropped: 3), ContextWindow.Decide(Turns(4, 100), 0, asking, s_half));
    }

    [Fact]
    public void The_outputs_of_tools_stay_with_the_turn_that_called_them()
    {
        var turns = Turns(9, 100);
        turns[6] = turns[6] with { Opens = false };
        turns[7] = turns[7] with { Opens = false };

        Assert.Equal(new WindowDecision.Shrink(From: 8, Dropped: 8), ContextWindow.Decide(turns, 0, s_hundred with { Input = 101 }, s_half));
    }

    [Fact]
    public void An_input_that_answers_a_tool_keeps_its_caller_even_beyond_the_share()
    {
        TurnWeight[] turns = [new(300, Opens: true), new(600, Opens: true)];

        var decision = ContextWindow.Decide(turns, 0, s_hundred with { Input = 200, Opens = false }, s_half);

        Assert.Equal(new WindowDecision.Shrink(From: 1, Dropped: 1), decision);
    }

    [Fact]
    public void An_input_that_alone_takes_more_than_the_share_drops_everything_else()
    {
        Assert.Equal(new WindowDecision.Shrink(From: 5, Dropped: 5), ContextWindow.Decide(Turns(5, 100), 0, s_hundred with { Input = 1_000 }, s_half));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void An_input_that_alone_is_larger_than_the_window_overflows_and_says_by_what(int turns)
    {
        var decision = ContextWindow.Decide(Turns(turns, 100), 0, s_hundred with { Front = 10, Input = 1_000, Answer = 20 }, s_half);

        Assert.Equal(new WindowDecision.Overflow(Asked: 1_030, Limit: 1_000), decision);
    }

    [Fact]
    public void Refuse_says_what_the_whole_conversation_takes()
    {
        var decision = ContextWindow.Decide(Turns(10, 100), 0, s_hundred with { Answer = 50 }, s_half with { Policy = WindowPolicy.Refuse });

        Assert.Equal(new WindowDecision.Overflow(Asked: 1_150, Limit: 1_000), decision);
    }

    [Fact]
    public void A_summary_to_be_written_has_its_place_kept_and_the_one_before_gives_up_its_own()
    {
        var terms = s_half with { Policy = WindowPolicy.Summarise, SummaryTokens = 200 };

        var decision = ContextWindow.Decide(Turns(9, 100), 0, s_hundred with { Summary = 50, Input = 101 }, terms);

        Assert.Equal(new WindowDecision.Shrink(From: 7, Dropped: 7), decision);
    }

    [Fact]
    public void Without_a_known_window_everything_fits()
    {
        Assert.Equal(new WindowDecision.Fits(0), ContextWindow.Decide(Turns(1_000, 1_000_000), 0, s_hundred, s_half with { Size = null }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void A_beginning_that_is_no_turn_is_refused(int from)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ContextWindow.Decide(Turns(3, 100), from, s_hundred, s_half));
    }

    [Fact]
    public void No_prompt_and_its_answer_is_ever_larger_than_the_window() => s_talk.Sample(talk =>
        Assert.All(Play(talk).Prompts, prompt => Assert.True(prompt.Tokens + talk.Answer <= talk.Terms.Size)));

    [Fact]
    public void A_prompt_is_the_one_before_it_and_more_until_the_window_shrinks() => s_talk.Sample(talk =>
    {
        foreach (var (before, after) in Pairs(Play(talk)))
        {
            if (after.Decision is WindowDecision.Fits) Assert.Equal(before.Messages, after.Messages.Take(before.Messages.Count));
        }
    });

    [Fact]
    public void The_beginning_only_ever_moves_on_and_only_by_shrinking() => s_talk.Sample(talk =>
    {
        foreach (var (before, after) in Pairs(Play(talk)))
        {
            if (after.Decision is WindowDecision.Shrink shrink) Assert.Equal((after.From, after.From - before.From), (shrink.From, shrink.Dropped));
            Assert.Equal(after.Decision is WindowDecision.Shrink, after.From > before.From);
        }
    });

    [Fact]
    public void Nothing_that_is_sent_begins_with_the_output_of_a_tool() => s_talk.Sample(talk =>
        Assert.All(Play(talk).Prompts, prompt => Assert.True(prompt.Opens)));

    [Fact]
    public void The_new_input_is_always_sent() => s_talk.Sample(talk =>
    {
        var prompts = Play(talk).Prompts;
        for (var turn = 0; turn < prompts.Count; turn++) Assert.Equal($"input {turn}", prompts[turn].Messages[^1]);
    });

    [Fact]
    public void Refuse_never_shrinks() => s_talk.Sample(talk =>
    {
        var dialogue = Play(talk with { Terms = talk.Terms with { Policy = WindowPolicy.Refuse } });

        Assert.All(dialogue.Prompts, prompt => Assert.Equal(new WindowDecision.Fits(0), prompt.Decision));
    });

    [Fact]
    public void After_a_shrink_as_many_turns_pass_as_the_freed_room_holds() => s_talk.Sample(talk =>
    {
        var (rounds, terms, front, answer) = talk with
        {
            Rounds = [.. talk.Rounds.Select(round => round with { Opens = true })],
            Terms = talk.Terms with { Policy = WindowPolicy.DropOldest },
        };
        var prompts = Play((rounds, terms, front, answer)).Prompts;
        var room = terms.Size!.Value - front - answer;
        var largest = rounds.Zip(rounds.Skip(1), (round, next) => round.Output + next.Input).DefaultIfEmpty(1).Max();
        var turns = (int)((1 - terms.Keep) * room / Math.Max(1, largest));

        for (var at = 0; at < prompts.Count; at++)
        {
            if (prompts[at].Decision is not WindowDecision.Shrink || rounds[at].Input > terms.Keep * room) continue;
            Assert.InRange(prompts[at].Tokens - front, 0, terms.Keep * room);
            Assert.All(prompts.Skip(at + 1).Take(turns), prompt => Assert.IsType<WindowDecision.Fits>(prompt.Decision));
        }
    });

    [Fact]
    public void A_long_conversation_of_equal_turns_shrinks_once_in_half_a_window_of_them()
    {
        var dialogue = Dialogue.Of(Enumerable.Repeat(new Round(5, 5, Opens: true), 1_000), s_half);

        // 100 turns fill the window, then each shrink frees half of it.
        Assert.InRange(dialogue.Prompts.Count(prompt => prompt.Decision is WindowDecision.Shrink), 1, (1_000 - 100) / 50 + 1);
        Assert.Equal(1_000, dialogue.Prompts.Count);
    }

    private static Dialogue Play((Round[] Rounds, WindowTerms Terms, long Front, long Answer) talk) =>
        Dialogue.Of(talk.Rounds, talk.Terms, talk.Front, talk.Answer);

    // No conversation begins with the output of a tool.
    private static Round[] Opened(Round[] rounds) => [rounds[0] with { Opens = true }, .. rounds[1..]];

    private static IEnumerable<(Sent Before, Sent After)> Pairs(Dialogue dialogue) => dialogue.Prompts.Zip(dialogue.Prompts.Skip(1));

    private static TurnWeight[] Turns(int count, long tokens) => [.. Enumerable.Repeat(new TurnWeight(tokens, Opens: true), count)];
}

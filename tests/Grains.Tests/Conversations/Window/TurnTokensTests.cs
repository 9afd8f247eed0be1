using CsCheck;
using Xunit;

namespace Orchestrator.Conversations;

public sealed class TurnTokensTests
{
    [Fact]
    public void Where_the_provider_has_not_counted_a_turn_weighs_what_is_estimated()
    {
        var tokens = new TurnTokens([new TurnCount(10, 20), new TurnCount(5, 0)]);

        Assert.Equal([30, 5], tokens.Weights);
        Assert.Equal(7, tokens.Expect(7));
    }

    [Fact]
    public void Two_counted_prompts_say_what_the_turn_between_them_weighs()
    {
        // 100 in front, then 10 + 20, then 5 + 40 as the provider counts; the outputs are estimated otherwise.
        var tokens = new TurnTokens([Asked(10, 25, prompt: 110, completion: 20), Asked(5, 30, prompt: 135, completion: 40)]);

        Assert.Equal([30, 45], tokens.Weights);
    }

    [Fact]
    public void Reasoning_that_is_not_read_again_weighs_nothing_once_the_next_prompt_is_counted()
    {
        var tokens = new TurnTokens([Asked(10, 20, prompt: 110, completion: 5_020), Asked(5, 40, prompt: 135, completion: 5_040)]);

        Assert.Equal([30, 5_045], tokens.Weights);
    }

    [Fact]
    public void A_last_answer_weighs_the_larger_of_its_count_and_its_estimate()
    {
        Assert.Equal([50], new TurnTokens([Asked(10, 40, prompt: 110, completion: 20)]).Weights);
        Assert.Equal([60], new TurnTokens([Asked(10, 40, prompt: 110, completion: 50)]).Weights);
    }

    [Fact]
    public void A_turn_is_estimated_when_the_next_prompt_begins_elsewhere_or_has_something_else_in_front()
    {
        var moved = new TurnTokens([Asked(10, 20, prompt: 110, completion: 20), Asked(5, 40, prompt: 105, completion: 40, from: 1)]);
        var other = new TurnTokens([Asked(10, 20, prompt: 110, completion: 20), Asked(5, 40, prompt: 1_035, completion: 40, front: 1_000)]);

        Assert.Equal(30, moved.Weights[0]);
        Assert.Equal(30, other.Weights[0]);
    }

    [Fact]
    public void Estimates_follow_the_last_count_from_a_half_to_twice()
    {
        Assert.Equal(150, new TurnTokens([Asked(100, 0, prompt: 300, completion: 1)]).Expect(100));
        Assert.Equal(200, new TurnTokens([Asked(100, 0, prompt: 9_000, completion: 1)]).Expect(100));
        Assert.Equal(50, new TurnTokens([Asked(100, 0, prompt: 1, completion: 1)]).Expect(100));
        Assert.Equal(51, new TurnTokens([Asked(100, 0, prompt: 1, completion: 1)]).Expect(101));
    }

    [Fact]
    public void A_conversation_without_turns_weighs_nothing()
    {
        Assert.Empty(new TurnTokens([]).Weights);
    }

    [Fact]
    public void With_a_provider_that_counts_otherwise_the_next_prompt_is_known_but_for_what_it_has_not_seen() =>
        Gen.Select(Gen.Select(Gen.Int[1, 500], Gen.Int[1, 500]).Array[1, 60], Gen.Double[0.6, 1.8]).Sample((rounds, factor) =>
        {
            const int front = 100;
            long Counted(long estimate) => (long)Math.Round(estimate * factor);
            var turns = new List<TurnCount>();
            var prompt = Counted(front);
            foreach (var (input, output) in rounds)
            {
                turns.Add(Asked(input, output, prompt + Counted(input), Counted(output)));
                prompt += Counted(input) + Counted(output);
            }

            var tokens = new TurnTokens(turns);

            // What the weights and the scale say of the prompt so far, and what it is: one input's and the front's rounding apart.
            Assert.InRange(tokens.Expect(front) + tokens.Weights.Sum() - prompt, -(prompt / 50) - 5, prompt / 50 + 5);
        });

    private static TurnCount Asked(long input, long output, long prompt, long completion, int from = 0, long front = 100) =>
        new(input, output, new TokenUsage(prompt, completion), from, front);
}

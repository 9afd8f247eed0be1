using CsCheck;
using Xunit;

namespace Orchestrator.Requests;

public sealed class TokenEstimateTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(5, 2)]
    [InlineData(4000, 1000)]
    public void A_token_is_four_bytes_and_a_part_of_one_is_whole(int bytes, long tokens)
    {
        Assert.Equal(tokens, TokenEstimate.Of(Prompt(0, bytes)));
    }

    [Fact]
    public void Only_the_sum_is_rounded()
    {
        Assert.Equal(1, TokenEstimate.Of(Prompt(1, 1, 1, 1)));
    }

    [Fact]
    public void It_covers_every_byte_and_is_never_a_token_too_high() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[0, 1000].Array[0, 20]).Sample((parameters, messages) =>
        {
            var bytes = (long)parameters + messages.Sum();
            var tokens = TokenEstimate.Of(Prompt(parameters, messages));
            return tokens * 4 >= bytes && (tokens - 1) * 4 < bytes;
        });

    private static Prompt Prompt(int parameters, params int[] messages) => new()
    {
        Model = new ModelName("small"),
        Parameters = new byte[parameters],
        Messages = [.. messages.Select(bytes => new Message("user", new byte[bytes]))],
    };
}

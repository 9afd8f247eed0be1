using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Upstreams;

public sealed class ProviderKeysTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_rest = TimeSpan.FromMinutes(5);
    private static readonly ProviderKey s_a = new("a", "secret-a");
    private static readonly ProviderKey s_b = new("b", "secret-b");
    private static readonly ProviderKey s_c = new("c", "secret-c");

    [Fact]
    public void Keys_are_taken_in_turn()
    {
        var keys = new ProviderKeys([s_a, s_b, s_c]);

        Assert.Equal([s_a, s_b, s_c, s_a, s_b, s_c], Enumerable.Range(0, 6).Select(_ => keys.Next(s_now)));
    }

    [Fact]
    public void One_that_was_refused_rests_is_reported_once_and_is_tried_again()
    {
        var keys = new ProviderKeys([s_a, s_b]);

        Assert.True(keys.SetAside(s_a, s_now, s_rest));
        Assert.False(keys.SetAside(s_a, s_now, s_rest));

        Assert.Equal([s_b, s_b], Enumerable.Range(0, 2).Select(_ => keys.Next(s_now + s_rest - TimeSpan.FromTicks(1))));
        Assert.Contains(s_a, Enumerable.Range(0, 2).Select(_ => keys.Next(s_now + s_rest)));
    }

    [Fact]
    public void When_all_rest_the_one_that_rested_longest_is_asked()
    {
        var keys = new ProviderKeys([s_a, s_b]);
        keys.SetAside(s_b, s_now, s_rest);
        keys.SetAside(s_a, s_now + TimeSpan.FromSeconds(1), s_rest);

        Assert.False(keys.AnyInUse(s_now + TimeSpan.FromSeconds(2)));
        Assert.Equal(s_b, keys.Next(s_now + TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_key_with_a_new_secret_begins_anew_and_one_that_stayed_goes_on_resting()
    {
        var keys = new ProviderKeys([s_a, s_b]);
        keys.SetAside(s_a, s_now, s_rest);
        keys.SetAside(s_b, s_now, s_rest);

        keys.Replace([s_a, s_b with { Secret = "new" }]);

        Assert.Equal(["new", "new"], Enumerable.Range(0, 2).Select(_ => keys.Next(s_now).Secret));
    }

    [Fact]
    public void A_secret_is_not_told() => Assert.DoesNotContain("secret", $"{s_a}", StringComparison.Ordinal);
}

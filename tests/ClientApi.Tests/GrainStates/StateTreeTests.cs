using System.Collections.Immutable;
using Xunit;

namespace Orchestrator.GrainStates;

public sealed class StateTreeTests
{
    private sealed record Part(string Name, Part? Inner, ImmutableArray<int> Numbers);

    private sealed record Said(Message Message, ReadOnlyMemory<byte> Chunk, ImmutableDictionary<string, string> Metadata, TenantId Tenant);

    [Fact]
    public void A_record_is_shown_member_by_member()
    {
        var tree = StateTree.Of("part", new Part("one", null, [4, 5]));

        Assert.Equal(["Name", "Inner", "Numbers"], tree.Members.Select(member => member.Name));
        Assert.Equal(["one", "none", "2"], tree.Members.Select(member => member.Value));
        Assert.Equal(["4", "5"], tree.Members[2].Members.Select(member => member.Value));
    }

    [Fact]
    public void Nothing_that_was_said_is_shown()
    {
        var secret = "secret"u8.ToArray();
        var said = new Said(new Message("user", secret), secret, ImmutableDictionary<string, string>.Empty.Add("secret", "secret"), new TenantId("acme"));

        var tree = StateTree.Of("said", said);

        Assert.Equal("acme", Assert.Single(tree.Members, member => member.Name == "Tenant").Value);
        Assert.DoesNotContain("secret", Everything(tree), StringComparison.OrdinalIgnoreCase);
        Assert.All(tree.Members.Take(3), member => Assert.StartsWith("hidden", member.Value, StringComparison.Ordinal));
    }

    [Fact]
    public void A_tree_is_bounded_in_depth_in_length_and_in_letters()
    {
        var deep = Enumerable.Range(0, 50).Aggregate((Part?)null, (inner, number) => new Part(new string('x', 1_000), inner, [number]));
        var tree = StateTree.Of("deep", deep);
        Assert.Equal(StateTree.MostDepth, Depth(tree));
        Assert.Equal(StateTree.MostLetters + 1, tree.Members[0].Value.Length);

        var large = StateTree.Of("large", new Part("many", null, [.. Enumerable.Range(0, 10_000)]));
        Assert.InRange(Count(large), 2, StateTree.MostNodes);
        Assert.Contains("not shown", large.Members[2].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_nobody_made_is_none() => Assert.Equal("none", StateTree.Of("part", new Part("", null, default)).Members[2].Value);

    private static int Depth(StateNode node) => node.Members.Count == 0 ? 0 : 1 + node.Members.Max(Depth);

    private static int Count(StateNode node) => 1 + node.Members.Sum(Count);

    private static string Everything(StateNode node) => $"{node.Name} {node.Value} {string.Concat(node.Members.Select(Everything))}";
}

using CsCheck;
using Orchestrator.Telemetry;
using Xunit;

namespace Orchestrator.Sight;

public sealed class TrailsTests
{
    private static readonly DateTimeOffset s_later = Walks.Start.AddHours(1);

    [Fact]
    public void The_ring_keeps_the_last_and_tells_the_newest_first()
    {
        Gen.Select(Walks.Any.Array[0, 30], Gen.Int[1, 10]).Sample((walks, size) =>
        {
            var ring = new TrailRing(size);
            foreach (var walk in walks) ring.Add(walk);

            Assert.Equal(walks.Reverse().Take(size), ring.ToArray());
        });
    }

    [Fact]
    public void Page_after_page_each_request_is_told_once_from_the_last_to_end_to_the_first()
    {
        Gen.Select(Walks.Any.Array[0, 40], Gen.Int[1, 7]).Sample((walks, limit) =>
        {
            var told = new List<RequestTrail>();
            var query = new TrailQuery { Limit = limit };
            while (Find(walks, query) is { Length: > 0 } page)
            {
                told.AddRange(page);
                query = query with { Before = page[^1].Cursor };
            }

            Assert.Equal(walks.Select(walk => walk.Id).ToHashSet(), told.Select(trail => trail.Request).ToHashSet());
            Assert.Equal(walks.Length, told.Count);
            Assert.Equal(told.Select(trail => trail.Cursor.EndedAt).OrderDescending(), told.Select(trail => trail.Cursor.EndedAt));
        });
    }

    [Fact]
    public void A_filter_lets_through_what_it_names_and_nothing_else()
    {
        var slow = Walks.Walk(TimeSpan.Zero, TimeSpan.FromSeconds(9));
        var refused = Walks.Walk(TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(1), WalkEnd.Refused);
        var foreign = Walks.Walk(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), tenant: "globex");

        Assert.Equal([slow.Id], Ids(new TrailQuery { SlowerThan = TimeSpan.FromSeconds(5) }));
        Assert.Equal([refused.Id], Ids(new TrailQuery { End = WalkEnd.Refused }));
        Assert.Equal([foreign.Id], Ids(new TrailQuery { Tenant = "globex" }));
        Assert.Equal([foreign.Id, refused.Id], Ids(new TrailQuery { Since = Walks.Start.AddSeconds(1) }));
        Assert.Equal([slow.Id], Ids(new TrailQuery { Request = slow.Id }));
        Assert.Equal([slow.Id, foreign.Id], Ids(new TrailQuery { SlowestFirst = true, Limit = 2 }));
        Assert.Empty(Ids(new TrailQuery { Model = "large" }));
        Assert.Empty(Ids(new TrailQuery { Key = "other" }));

        IEnumerable<RequestId> Ids(TrailQuery query) => Find([slow, refused, foreign], query).Select(trail => trail.Request);
    }

    [Theory]
    [InlineData(0, false, "Limit")]
    [InlineData(201, false, "Limit")]
    [InlineData(10, true, "Before")]
    [InlineData(10, false, null)]
    public void A_query_out_of_its_bounds_says_which_member_is_wrong(int limit, bool running, string? member) =>
        Assert.Equal(member, new TrailQuery { Limit = limit, Running = running, Before = new TrailCursor(Walks.Start, default) }.Problem()?.Member);

    private static RequestTrail[] Find(IEnumerable<RequestWalk> walks, TrailQuery query) => [.. Trails.Find(walks, query, "here", s_later)];
}

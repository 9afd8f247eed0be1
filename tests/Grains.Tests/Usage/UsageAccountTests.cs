using Orchestrator.Telemetry;
using Xunit;

namespace Orchestrator.Usage;

public sealed class UsageAccountTests
{
    private const int Hour = 500_000;
    private readonly UsageAccount _account = new("acme", mostRows: 3);
    private long _number;

    [Fact]
    public void Until_it_is_answered_a_flush_stays_what_it_is()
    {
        Add(Entries.Walk());
        var flush = Next();

        Add(Entries.Walk());

        Assert.Same(flush, Next());
        _account.Answered();
        Assert.Equal((2, 1), (Next()!.Number, Next()!.Rows.Single().Sums.Requests));
        _account.Answered();
        Assert.Null(Next());
    }

    [Fact]
    public void Each_flush_is_of_one_hour_and_the_oldest_goes_first()
    {
        Add(Entries.Walk(), Hour + 1);
        Add(Entries.Walk(), Hour);

        Assert.Equal(Hour, Next()!.Hour);
        _account.Answered();
        Assert.Equal(Hour + 1, Next()!.Hour);
    }

    [Fact]
    public void It_waits_since_the_first_request_that_is_not_written_down()
    {
        Assert.Null(_account.WaitingSince);
        Add(Entries.Walk(), Hour);
        Add(Entries.Walk(), Hour + 1);
        Assert.Equal(UsageTime.StartOfHour(Hour), _account.WaitingSince);

        Next();
        Assert.Equal(UsageTime.StartOfHour(Hour), _account.WaitingSince);
        _account.Answered();
        Next();
        _account.Answered();

        Assert.Null(_account.WaitingSince);
        Add(Entries.Walk(), Hour + 2);
        Assert.Equal(UsageTime.StartOfHour(Hour + 2), _account.WaitingSince);
    }

    [Fact]
    public void However_many_keys_there_are_the_rows_are_bounded_and_every_request_is_counted()
    {
        for (var key = 0; key < 100; key++) Add(Entries.Walk($"key{key}"));

        var rows = Next()!.Rows;

        Assert.Equal(4, rows.Length);
        Assert.Equal(97, rows.Single(row => row.Key == UsageKey.Other).Sums.Requests);
    }

    [Fact]
    public void A_row_says_how_its_requests_ended()
    {
        foreach (var end in Enum.GetValues<WalkEnd>()) Add(Entries.Walk(end: end, tokens: 8, cost: 3));

        var sums = Next()!.Rows.Single().Sums;

        Assert.Equal((6, 1, 1), (sums.Requests, sums.Completed, sums.ClientGone));
        Assert.Equal((48, 24, 12, 6, 18), (sums.PromptTokens, sums.CompletionTokens, sums.CachedTokens, sums.ReasoningTokens, sums.Cost));
        Assert.Equal(1, sums.Refusals["requests"]);
        Assert.Equal((1, 1, 1), (sums.Errors["TooSlow"], sums.Errors["conversation_locked"], sums.Errors["Broken"]));
    }

    private void Add(RequestWalk walk, int hour = Hour) => _account.Add(walk, walk.Key, UsageTime.StartOfHour(hour));

    private UsageFlush? Next() => _account.Next(Guid.Empty, () => ++_number);
}

using System.Globalization;
using CsCheck;
using Orchestrator.Telemetry;
using Xunit;

namespace Orchestrator.Usage;

public sealed class UsageBookTests
{
    private const int Hour = 500_000;
    private static readonly Guid s_source = new("11111111-1111-1111-1111-111111111111");

    [Fact]
    public void However_the_requests_are_cut_into_flushes_the_sum_is_theirs()
    {
        Gen.Select(Entries.Any.Array[0, 40], Gen.Int[1, 7], Gen.Int[1, 8]).Sample((walks, size, mostRows) =>
        {
            var record = UsageRecord.Empty;
            var number = 0;
            foreach (var part in walks.Chunk(size)) record = UsageBook.Add(record, Flush(++number, mostRows, part), mostRows)!;

            Assert.Equal(Entries.SumOf(walks), UsageBook.Sum(record.Rows));
            Assert.InRange(record.Rows.Length, 0, mostRows + 1);
        });
    }

    [Fact]
    public void A_flush_that_is_repeated_changes_nothing_whatever_other_silos_say_between()
    {
        Gen.Select(Entries.Any.Array[1, 20], Entries.Any.Array[1, 20], Gen.Int[1, 5]).Sample((ours, theirs, repeats) =>
        {
            var record = UsageRecord.Empty;
            var (our, their) = (Flush(1, 100, ours), Flush(1, 100, theirs) with { Source = Guid.NewGuid() });
            foreach (var flush in Enumerable.Repeat(our, repeats).Append(their).Append(our).Append(their)) record = UsageBook.Add(record, flush, 100) ?? record;

            Assert.Equal(Entries.SumOf([.. ours, .. theirs]), UsageBook.Sum(record.Rows));
        });
    }

    [Fact]
    public void A_day_is_the_sum_of_its_hours()
    {
        Entries.Any.Array[0, 10].Array[0, 24].Sample(hours =>
        {
            var records = hours.Select(walks => UsageBook.Add(UsageRecord.Empty, Flush(1, 100, walks), 3)!);

            var day = UsageBook.Fold(records, 3);

            Assert.Equal(Entries.SumOf(hours.SelectMany(walks => walks)), UsageBook.Sum(day.Rows));
            Assert.InRange(day.Rows.Length, 0, 4);
        });
    }

    [Fact]
    public void The_dearest_rows_are_told_apart_and_the_others_are_one()
    {
        var walks = Enumerable.Range(0, 10).Select(key => Entries.Walk($"key{key}", cost: key)).ToArray();

        var record = UsageBook.Add(UsageRecord.Empty, Flush(1, 100, walks), 2)!;

        Assert.Equal(["key9", "key8", UsageKey.Other], record.Rows.Select(row => row.Key));
        Assert.Equal(8, record.Rows[2].Sums.Requests);
    }

    [Fact]
    public void However_many_names_errors_have_a_row_stays_small()
    {
        var record = UsageRecord.Empty;
        for (var number = 1; number <= 100; number++)
        {
            var errors = UsageSums.None.Errors.Add(number.ToString(CultureInfo.InvariantCulture), number);
            var row = new UsageRow("first", "small", new UsageSums { Requests = number, Errors = errors });
            record = UsageBook.Add(record, new UsageFlush { Source = s_source, Number = number, Hour = Hour, Rows = [row] }, 10)!;
        }

        var kept = Assert.Single(record.Rows).Sums.Errors;
        Assert.InRange(kept.Count, 1, UsageBook.MostReasons);
        Assert.Equal(5_050, kept.Values.Sum());
        Assert.Equal(100, kept["100"]);
    }

    [Fact]
    public void However_many_silos_come_and_go_in_an_hour_it_knows_the_last_of_them()
    {
        var record = UsageRecord.Empty;
        var last = Flush(1, 10, Entries.Walk());
        for (var silo = 0; silo <= UsageBook.MostMarks; silo++)
        {
            last = last with { Source = Guid.NewGuid() };
            record = UsageBook.Add(record, last, 10)!;
        }

        Assert.Equal(UsageBook.MostMarks, record.Marks.Length);
        Assert.Null(UsageBook.Add(record, last, 10));
    }

    private static UsageFlush Flush(long number, int mostRows, params RequestWalk[] walks)
    {
        var account = new UsageAccount("acme", mostRows);
        foreach (var walk in walks) account.Add(walk, walk.Key, UsageTime.StartOfHour(Hour));
        return account.Next(s_source, () => number) ?? new UsageFlush { Source = s_source, Number = number, Hour = Hour, Rows = [] };
    }
}

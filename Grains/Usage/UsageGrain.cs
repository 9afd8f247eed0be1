using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Orchestrator.Usage;

/// <summary>One ledger: gives the <see cref="UsageBook"/> a clock and a store. What it has answered the store has.</summary>
/// <remarks>
/// Each flush is one write of its hour. A write that fails ends the activation, because nobody knows what the store holds then; the sender
/// says the same again, and what was counted already is known by the marks in the hour itself. Reads come between the writes.
/// </remarks>
[GrainType("usage")]
internal sealed partial class UsageGrain(UsageStore store, IOptions<UsageOptions> options, TimeProvider clock, ILogger<UsageGrain> logger) : Grain, IUsageGrain
{
    // A day is folded once its last flushes are surely in.
    private const int HoursUntilFolded = 2;
    private const int ReadsAtOnce = 32;

    // The hours that silos write now: this one, and the one before around its end.
    private readonly Dictionary<int, GrainState<UsageRecord>> _hours = [];
    private GrainState<UsageIndex> _index = null!;
    private int _tidied;

    private GrainId Id => this.GetGrainId();

    private int ThisHour => UsageTime.HourOf(clock.GetUtcNow());

    private int FirstDayOfHours => UsageTime.DayOf(ThisHour) - options.Value.KeepHoursForDays;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _index = await store.ReadIndex(Id);

    public async Task<UsageReceipt> Add(UsageFlush flush)
    {
        if (flush.Rows.Length > UsageFlush.MostRows) throw new ArgumentException($"A flush has at most {UsageFlush.MostRows} rows, not {flush.Rows.Length}.", nameof(flush));
        if (flush.Hour > ThisHour + 1 || UsageTime.DayOf(flush.Hour) < FirstDayOfHours) return UsageReceipt.OutOfTime;
        try
        {
            await Count(flush);
        }
        catch (Exception failure)
        {
            LogNotWritten(logger, this.GetPrimaryKeyString(), failure);
            DeactivateOnIdle();
            throw;
        }

        if (_tidied < ThisHour) await Tidy();
        return UsageReceipt.Kept;
    }

    public async Task<UsageReport> Read(UsageQuery query)
    {
        if (query.Problem() is { } problem) throw new ArgumentException($"{problem.Member} must be {problem.Expected}.", nameof(query));
        var index = _index.State!;
        var (first, end) = (UsageTime.HourOf(query.From), UsageTime.Ceiling(query.To, query.Granularity));
        if (query.Granularity is UsageGranularity.Hour)
        {
            var hours = await ReadAll(Enumerable.Range(first, end - first).Where(index.Has), ReadHour);
            return UsageReports.Make(query, [.. hours.Select(hour => (UsageTime.StartOfHour(hour.Number), hour.Record.Rows))], hours.Count);
        }

        var asked = index.Days.Where(day => day.Key >= UsageTime.DayOf(first) && day.Key < end).ToList();
        var folded = await ReadAll(asked.Where(day => day.Value.Folded).Select(day => day.Key), async day => (await store.ReadDay(Id, day)).State!);
        var open = await ReadAll(asked.Where(day => !day.Value.Folded).SelectMany(day => index.HoursOf(day.Key)), ReadHour);
        var days = folded.Concat(open.GroupBy(hour => UsageTime.DayOf(hour.Number)).Select(day => (Number: day.Key, Record: UsageBook.Fold(day.Select(hour => hour.Record), options.Value.MostRows))));
        return UsageReports.Make(query, [.. days.Select(day => (UsageTime.StartOfDay(day.Number), day.Record.Rows))], folded.Count + open.Count);
    }

    private async Task Count(UsageFlush flush)
    {
        if (!_hours.TryGetValue(flush.Hour, out var hour)) hour = await store.ReadHour(Id, flush.Hour);
        if (UsageBook.Add(hour.State!, flush, options.Value.MostRows) is not { } counted) return;

        // A day that may have been folded is opened again in any case: should another activation have folded it, this write is the one that fails.
        var mayBeFolded = UsageTime.FirstHourOf(UsageTime.DayOf(flush.Hour) + 1) <= ThisHour - HoursUntilFolded;
        if (mayBeFolded || !_index.State!.Has(flush.Hour)) await WriteIndex(_index.State!.Open(flush.Hour));
        var written = new GrainState<UsageRecord>(counted, hour.ETag);
        await store.WriteHour(Id, flush.Hour, written);
        if (flush.Hour >= ThisHour - 1) _hours[flush.Hour] = written;
    }

    /// <summary>Folds the days that are over and removes what is no longer kept. Once an hour, after a flush: a ledger into which nothing comes needs no tidying up.</summary>
    private async Task Tidy()
    {
        _tidied = ThisHour;
        foreach (var old in _hours.Keys.Where(hour => hour < ThisHour - 1).ToList()) _hours.Remove(old);
        try
        {
            foreach (var (day, entry) in _index.State!.Days)
            {
                if (UsageTime.FirstHourOf(day + 1) > ThisHour - HoursUntilFolded) break;
                await Tidy(day, entry);
            }
        }
        catch (Exception failure)
        {
            // The flush that came with it is kept. The next activation reads how far this one came.
            LogNotTidied(logger, this.GetPrimaryKeyString(), failure);
            DeactivateOnIdle();
        }
    }

    private async Task Tidy(int day, UsageDay entry)
    {
        if (day < UsageTime.DayOf(ThisHour) - options.Value.KeepDays)
        {
            foreach (var hour in _index.State!.HoursOf(day)) await store.RemoveHour(Id, hour);
            await store.RemoveDay(Id, day);
            await WriteIndex(_index.State!.Without(day));
            return;
        }

        if (!entry.Folded)
        {
            var hours = await ReadAll(_index.State!.HoursOf(day), ReadHour);
            var record = await store.ReadDay(Id, day);
            record.State = UsageBook.Fold(hours.Select(hour => hour.Record), options.Value.MostRows);
            await store.WriteDay(Id, day, record);
            await WriteIndex(_index.State!.With(day, entry with { Folded = true }));
        }

        if (entry.Hours == 0 || day >= FirstDayOfHours) return;
        foreach (var hour in _index.State!.HoursOf(day)) await store.RemoveHour(Id, hour);
        await WriteIndex(_index.State!.With(day, new UsageDay(0, Folded: true)));
    }

    private async Task WriteIndex(UsageIndex index)
    {
        var written = new GrainState<UsageIndex>(index, _index.ETag) { RecordExists = _index.RecordExists };
        await store.WriteIndex(Id, written);
        _index = written;
    }

    private async Task<UsageRecord> ReadHour(int hour) => _hours.TryGetValue(hour, out var known) ? known.State! : (await store.ReadHour(Id, hour)).State!;

    private static async Task<List<(int Number, UsageRecord Record)>> ReadAll(IEnumerable<int> numbers, Func<int, Task<UsageRecord>> read)
    {
        var records = new List<(int, UsageRecord)>();
        foreach (var window in numbers.Chunk(ReadsAtOnce))
        {
            // Records stand by themselves: the order in which they are read does not matter.
            records.AddRange(window.Zip(await Task.WhenAll(window.Select(read))));
        }

        return records;
    }
}

using Orleans.Storage;

namespace Orchestrator.Usage;

/// <summary>Reads and writes the records of ledgers: the index, the hours, the days. Each write is against the ETag that was read, so that the store refuses a second activation.</summary>
internal sealed class UsageStore(IGrainStorage storage)
{
    private const string Index = "index";

    public Task<GrainState<UsageIndex>> ReadIndex(GrainId ledger) => Read(Index, ledger, UsageIndex.Empty);

    public Task WriteIndex(GrainId ledger, GrainState<UsageIndex> record) => storage.WriteStateAsync(Index, ledger, record);

    public Task<GrainState<UsageRecord>> ReadHour(GrainId ledger, int hour) => Read(HourName(hour), ledger, UsageRecord.Empty);

    public Task WriteHour(GrainId ledger, int hour, GrainState<UsageRecord> record) => storage.WriteStateAsync(HourName(hour), ledger, record);

    public Task<GrainState<UsageRecord>> ReadDay(GrainId ledger, int day) => Read(DayName(day), ledger, UsageRecord.Empty);

    public Task WriteDay(GrainId ledger, int day, GrainState<UsageRecord> record) => storage.WriteStateAsync(DayName(day), ledger, record);

    public Task RemoveHour(GrainId ledger, int hour) => Clear(HourName(hour), ledger);

    public Task RemoveDay(GrainId ledger, int day) => Clear(DayName(day), ledger);

    private static string HourName(int hour) => $"hour-{hour}";

    private static string DayName(int day) => $"day-{day}";

    private async Task<GrainState<T>> Read<T>(string name, GrainId ledger, T empty) where T : class
    {
        var record = new GrainState<T>();
        await storage.ReadStateAsync(name, ledger, record);
        if (!record.RecordExists) record.State = empty;
        return record;
    }

    private async Task Clear(string name, GrainId ledger)
    {
        var record = await Read(name, ledger, UsageRecord.Empty);
        if (record.RecordExists) await storage.ClearStateAsync(name, ledger, record);
    }
}

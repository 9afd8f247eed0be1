using Orleans.Storage;

namespace Orchestrator.Background;

/// <summary>
/// Reads and writes the records of background answers: the answer, its segments, its end. Each is written once, against an empty ETag, so
/// that the store itself refuses a second writer with an <see cref="InconsistentStateException"/>.
/// </summary>
internal sealed class BackgroundStore(IGrainStorage storage)
{
    private const string Answer = "answer";
    private const string End = "end";
    private const int Window = 16;

    public Task<BackgroundAnswer?> ReadAnswer(GrainId grain) => Read<BackgroundAnswer>(Answer, grain);

    public Task WriteAnswer(GrainId grain, BackgroundAnswer answer) => Write(Answer, grain, answer);

    public Task<BackgroundEnd?> ReadEnd(GrainId grain) => Read<BackgroundEnd>(End, grain);

    public Task WriteEnd(GrainId grain, BackgroundEnd end) => Write(End, grain, end);

    public Task WriteSegment(GrainId grain, int number, AnswerSegment segment) => Write(SegmentName(number), grain, segment);

    /// <summary>All segments from that number on, in order. Nobody keeps count of them: they are read until one is missing.</summary>
    public async Task<List<AnswerSegment>> ReadSegments(GrainId grain, int first)
    {
        var segments = new List<AnswerSegment>();
        while (true)
        {
            var from = first + segments.Count;
            var window = await Task.WhenAll(Enumerable.Range(from, Window).Select(number => Read<AnswerSegment>(SegmentName(number), grain)));
            segments.AddRange(window.TakeWhile(segment => segment is not null)!);
            if (first + segments.Count < from + Window) return segments;
        }
    }

    /// <summary>Removes everything. The answer goes last: while it is there, what is left of the others can still be found.</summary>
    public async Task Remove(GrainId grain, int segments)
    {
        for (var number = segments - 1; number >= 0; number--) await Clear<AnswerSegment>(SegmentName(number), grain);
        await Clear<BackgroundEnd>(End, grain);
        await Clear<BackgroundAnswer>(Answer, grain);
    }

    private static string SegmentName(int number) => $"segment-{number}";

    private async Task<T?> Read<T>(string name, GrainId grain) where T : class
    {
        var record = new GrainState<T>();
        await storage.ReadStateAsync(name, grain, record);
        return record.RecordExists ? record.State : null;
    }

    private Task Write<T>(string name, GrainId grain, T value) where T : class => storage.WriteStateAsync(name, grain, new GrainState<T>(value));

    private async Task Clear<T>(string name, GrainId grain) where T : class
    {
        var record = new GrainState<T>();
        await storage.ReadStateAsync(name, grain, record);
        if (record.RecordExists) await storage.ClearStateAsync(name, grain, record);
    }
}

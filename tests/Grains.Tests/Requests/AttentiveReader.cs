using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Xunit;

namespace Orchestrator.Requests;

/// <summary>Reads a streamed answer to its end, or refuses every batch from a number on.</summary>
internal sealed class AttentiveReader(int refuseFrom = int.MaxValue) : IChunkReader
{
    private readonly Channel<ChunkBatch> _arrived = Channel.CreateUnbounded<ChunkBatch>();

    public List<ResponseId?> Openings { get; } = [];

    /// <summary>What the last opening said of the limits.</summary>
    public ImmutableArray<QuotaLevel> Levels { get; private set; } = [];

    /// <summary>What the sender of an opening gets for it. Default: it is done.</summary>
    public Task Opening { get; init; } = Task.CompletedTask;

    /// <summary>Ends when the opening has arrived.</summary>
    public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Opened(ResponseId? response, ImmutableArray<QuotaLevel> levels)
    {
        Openings.Add(response);
        Levels = levels;
        Arrived.TrySetResult();
        return Opening;
    }

    public Task<bool> Push(ChunkBatch batch)
    {
        _arrived.Writer.TryWrite(batch);
        return Task.FromResult(batch.Number < refuseFrom);
    }

    /// <summary>Waits for so many batches and answers with the text in them. They are numbered from 0 without a gap.</summary>
    public async Task<(string Content, string Reasoning)> Read(int batches)
    {
        var read = new SortedDictionary<int, ChunkBatch>();
        while (read.Count < batches)
        {
            var batch = await _arrived.Reader.ReadAsync(TestContext.Current.CancellationToken);
            read.Add(batch.Number, batch);
        }

        Assert.Equal(Enumerable.Range(0, batches), read.Keys);
        Assert.False(_arrived.Reader.TryPeek(out _));
        var chunks = read.Values.SelectMany(batch => batch.Chunks).ToList();
        return (Text(chunks, "content"), Text(chunks, "reasoning_content"));
    }

    private static string Text(List<ReadOnlyMemory<byte>> chunks, string member)
    {
        var text = new StringBuilder();
        foreach (var chunk in chunks)
        {
            using var json = JsonDocument.Parse(chunk);
            foreach (var choice in json.RootElement.GetProperty("choices").EnumerateArray())
                if (choice.GetProperty("delta").TryGetProperty(member, out var value)) text.Append(value.GetString());
        }

        return text.ToString();
    }
}

using Orchestrator.Requests;

namespace Orchestrator.Hosting;

/// <summary>Stands in for the hall: does what the test says, and remembers what it was asked.</summary>
internal sealed class FakeHall : IRequestGrain
{
    public List<ChatRequest> Requests { get; } = [];

    public Func<ChatRequest, IChunkReader?, CancellationToken, Task<ChatOutcome>> Answer { get; set; } =
        (_, _, _) => throw new InvalidOperationException("The test expected no call.");

    public Func<ChatRequest, PromptMeasure> Measured { get; set; } = _ => throw new InvalidOperationException("The test expected nothing to be measured.");

    public Task<PromptMeasure> Measure(ChatRequest request, CancellationToken cancellation)
    {
        lock (Requests) Requests.Add(request);
        return Task.FromResult(Measured(request));
    }

    public Task<ChatOutcome> Run(ChatRequest request, IChunkReader? reader, CancellationToken cancellation)
    {
        lock (Requests) Requests.Add(request);
        return Answer(request, reader, cancellation);
    }
}

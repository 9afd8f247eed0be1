namespace Orchestrator.Telemetry;

/// <summary>A room that is told of each request that has ended. It is told on the request's own thread: it keeps what it needs and returns at once.</summary>
internal interface IRequestWitness
{
    void Ended(RequestWalk walk);

    /// <summary>Puts away what it still holds. For a silo that stops, once its requests have ended.</summary>
    Task Close(CancellationToken cancellation);
}

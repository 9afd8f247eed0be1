namespace Orchestrator.Upstreams;

/// <summary>One more attempt at an answer that broke.</summary>
internal abstract record Continued
{
    private Continued() { }

    /// <param name="Body">The events of the continuation.</param>
    /// <param name="Owner">What is disposed of when they have been read.</param>
    internal sealed record Opened(Stream Body, IDisposable Owner) : Continued;

    /// <summary>It was refused or did not come to be; nothing of it was sent.</summary>
    internal sealed record Refused(UpstreamOutcome Outcome) : Continued;
}

/// <summary>Continues a stream that broke after content was sent, within the time that the call has left, as long as every continuation brings the answer forward.</summary>
/// <param name="open">Makes one more attempt.</param>
/// <param name="healing">Is told before each continuation of what broke.</param>
internal sealed class HealingStream(
    UpstreamOptions options, TimeProvider clock, Func<UpstreamCall, Deadlines, ValueTask<Continued>> open, Action<UpstreamFailure> healing)
{
    /// <param name="soFar">What the client has.</param>
    /// <param name="end">How the first attempt ended.</param>
    /// <param name="sink">Where the rest goes.</param>
    /// <param name="deadlines">The first attempt's: its total holds over all.</param>
    /// <param name="client">Cancelled when the client leaves.</param>
    public async Task<UpstreamOutcome> Heal(AnswerSoFar soFar, UpstreamOutcome end, IChunkSink sink, Deadlines deadlines, CancellationToken client)
    {
        for (var heals = 0; heals < options.Prefix.MostHeals; heals++)
        {
            if (end is not UpstreamOutcome.Failed { Failure: { Retryable: true } failure } || deadlines.Left.Left <= TimeSpan.Zero) break;
            if (soFar.Next() is not { } next) break;

            healing(failure);
            using var again = new Deadlines(options, stream: true, clock, client, deadlines.Left);
            var attempt = await open(next, again);
            if (attempt is Continued.Refused { Outcome: var refused })
            {
                end = refused;
                break;
            }

            var (body, owner) = (Continued.Opened)attempt;
            using (owner)
            {
                var answer = new AnswerStream(options, again, body, keepMessage: false, soFar);
                if (await answer.ReadToContent() is { } nothing)
                {
                    end = nothing;
                    break;
                }

                end = await answer.Forward(sink);
            }
        }

        return soFar.Settle(end);
    }
}

using System.Globalization;

namespace Orchestrator.Simulator;

/// <summary>Decides what one request gets: a refusal, a fault or an answer.</summary>
internal sealed class Desk(
    SimulatorOptions options,
    AccountBook accounts,
    ConcurrencyGate gate,
    BehaviourBook behaviours,
    PrefixCache cache,
    TimeProvider clock)
{
    public const string BehaviourHeader = "X-Simulator-Behaviour";

    /// <remarks>
    /// 1. Who asks? 2. Can it be read? 3. Is there room for it? 4. How is it to be treated?
    /// 5. The silence before the headers. 6. The faults that need no answer. 7. The rules of the wire. 8. The answer.
    /// </remarks>
    public async Task<JournalState> Serve(HttpContext context, JournalEntry entry, CompletionBody body, Door door, ApiError? malformed)
    {
        var exchange = new Exchange(context, entry, clock, new Pace(Behaviour.Honest, seed: 0), TimeSpan.Zero);
        var key = AccountBook.KeyOf(context.Request);
        if (!accounts.Admits(key))
            return await exchange.Refuse(ApiError.BadKey(key));
        if (malformed is not null)
            return await exchange.Refuse(malformed);

        var admission = gate.Enter(entry.Account);
        if (admission is not ConcurrencyEntry.Entered(var slot))
        {
            var (running, ceiling) = (ConcurrencyEntry.Refused)admission;
            return await exchange.Refuse(ApiError.TooManyAtOnce(running, ceiling));
        }

        using (slot)
        {
            var behaviour = behaviours.Decide(entry.Account, body.Model);
            if (Amend(context.Request, entry.Account, ref behaviour) is { } complaint)
                return await exchange.Refuse(ApiError.BadRequest(complaint));

            return await Treat(Under(exchange, behaviour, slot), body, door, key);
        }
    }

    private string? Amend(HttpRequest request, string account, ref Behaviour behaviour) =>
        request.Headers.TryGetValue(BehaviourHeader, out var header)
            ? behaviours.TryAmend(header.ToString(), account, request.Headers["Idempotency-Key"].ToString(), ref behaviour)
            : null;

    private Exchange Under(Exchange exchange, Behaviour behaviour, ConcurrencySlot slot) => exchange with
    {
        Slot = slot,
        Pace = new Pace(behaviour, HashCode.Combine(options.Seed, exchange.Entry.Number)),
        KeepAlive = behaviour.KeepAlive ?? options.KeepAlive,
    };

    private async Task<JournalState> Treat(Exchange exchange, CompletionBody body, Door door, string? key)
    {
        var behaviour = exchange.Behaviour;
        if (behaviour.Latency > TimeSpan.Zero)
            await Task.Delay(exchange.Pace.Latency, clock, exchange.Aborted);
        if (behaviour.CutBeforeHeaders)
            return await exchange.Cut();
        if (behaviour.Concurrency is { } limit)
            return await exchange.Refuse(ApiError.TooManyAtOnce(limit + 1, limit), RetryAfter(behaviour));
        if (behaviour is { Status: { } status, ErrorAfter: null })
            return await exchange.Refuse(ApiError.OfStatus(status, key), RetryAfter(behaviour));
        if (RequestRules.Breach(body, door, options) is { } breach)
            return await exchange.Refuse(breach);

        var ask = Ask.Of(body, door, options);
        if (RequestRules.Overflow(ask.PromptTokens, ask.MaxTokens, options) is { } overflow)
            return await exchange.Refuse(overflow);
        return await Answer(exchange, ask, door);
    }

    private async Task<JournalState> Answer(Exchange exchange, Ask ask, Door door)
    {
        var prefixes = new PromptPrefixes(ask, exchange.Entry.Account);
        var hit = cache.Recognise(prefixes.Points);
        var answer = AnswerComposer.Compose(ask, exchange.Behaviour);
        // The beginning of its own answer has as many tokens as when the model said it.
        var prompt = answer.Begun is { } begun ? ask.PromptTokens - ask.Prefix!.Tokens + begun : ask.PromptTokens;
        var usage = new Usage(prompt, Math.Min(hit, prompt), answer.Tokens, answer.Reasoning.Count);
        exchange.Entry.Usage = usage;
        cache.Persist(prefixes.After(answer));

        var reply = new Reply($"simulated-{exchange.Entry.Number}", exchange.Entry.ArrivedAt, ask, answer, usage);
        var form = WireForm.Of(reply, door);
        return ask.Stream
            ? await new StreamReply(exchange, form, answer, CutAt(exchange, ask, answer)).Send()
            : await new PlainReply(exchange, form, answer).Send();
    }

    /// <summary>After how many chunks the stream is cut; a random place is after the first and before the last, and the same for the same seed and number.</summary>
    private int? CutAt(Exchange exchange, Ask ask, Answer answer)
    {
        var behaviour = exchange.Behaviour;
        if (!behaviour.CutRandom || ask.Prefix is not null || answer.Tokens < 2)
            return behaviour.CutAfter;

        var dice = StableHash.Start.Add(options.Seed).Add((int)exchange.Entry.Number).Value;
        return 1 + (int)(dice % (ulong)(answer.Tokens - 1));
    }

    private string? RetryAfter(Behaviour behaviour)
    {
        const string date = "date+";
        return behaviour.RetryAfter is { } text && text.StartsWith(date, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(date.Length), CultureInfo.InvariantCulture, out var seconds)
            ? clock.GetUtcNow().AddSeconds(seconds).ToString("R", CultureInfo.InvariantCulture)
            : behaviour.RetryAfter;
    }
}

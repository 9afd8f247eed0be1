namespace Orchestrator.Conversations;

/// <summary>What a conversation should be: a plain list of the turns kept, and who may add the next.</summary>
internal sealed class Model(Talk talk, IEnumerable<Attempt> inherited)
{
    private readonly List<Attempt> _attempts = [];
    private bool _mayHaveForgotten = true;

    public Talk Talk => talk;

    public List<Attempt> Kept { get; } = [.. inherited];

    public RequestId? Holder { get; private set; }

    public string[] Said => [.. Kept.SelectMany(kept => new[] { $"{kept.Words}?", $"{kept.Words}!" })];

    public Attempt? Pick(int which) => Kept.Count == 0 ? null : Kept[which % Kept.Count];

    public Attempt? Attempt(int which) => _attempts.Count == 0 ? null : _attempts[^(1 + which % Math.Min(3, _attempts.Count))];

    public Attempt NewAttempt(RequestId request)
    {
        var answer = talk.Answer(Kept.Count);
        return new Attempt(request, answer, $"{answer.Nonce}");
    }

    public void Grant(RequestId request)
    {
        if (Holder != request) _attempts.Add(NewAttempt(request));
        (Holder, _mayHaveForgotten) = (request, false);
    }

    public bool Admits(Attempt attempt) =>
        attempt.Answer.Turn == Kept.Count && (Holder is null ? _mayHaveForgotten : Holder == attempt.Request);

    public void Keep(Attempt attempt)
    {
        Kept.Add(attempt);
        (Holder, _mayHaveForgotten) = (null, false);
    }

    public void Release(RequestId request)
    {
        if (Holder == request) Holder = null;
    }

    public void Forget() => (Holder, _mayHaveForgotten) = (null, true);
}

/// <summary>A turn that some request began, and what it would be if it were kept.</summary>
internal sealed record Attempt(RequestId Request, ResponseId Answer, string Words);

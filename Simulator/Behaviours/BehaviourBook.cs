namespace Orchestrator.Simulator;

/// <summary>Decides how a request is treated: the default, amended by the most specific rule that applies, amended by the request's own header.</summary>
public sealed class BehaviourBook
{
    private const int RememberedHeaders = 10_000;

    private readonly Lock _lock = new();
    private readonly Random _dice;
    private readonly BehaviourRule _default;
    private readonly BoundedMap<(string Account, string Text, string Key), BehaviourRule> _headers = new(RememberedHeaders);
    private BehaviourRule[] _rules = [];

    public BehaviourBook(SimulatorOptions options)
    {
        _dice = new Random(options.Seed);
        _default = new BehaviourRule("", options.Behaviour, model: null, account: null);
    }

    /// <summary>The rules in force, the most specific first.</summary>
    public IReadOnlyList<BehaviourRule> Rules => Volatile.Read(ref _rules);

    /// <summary>Puts a rule in force for a model, an account (its key or its name), both or everybody; it replaces the one for the same.</summary>
    /// <exception cref="FormatException">The text is not a behaviour.</exception>
    public void Put(string text, string? model = null, string? account = null)
    {
        if (TryPut(text, model, account) is { } complaint)
            throw new FormatException(complaint);
    }

    /// <summary>Removes every rule; the default of the options stays.</summary>
    public void Clear() => Volatile.Write(ref _rules, []);

    internal string? TryPut(string text, string? model, string? account)
    {
        if (!BehaviourText.TryParse(text, Always(_default.Behaviour), out var behaviour, out var complaint))
            return complaint;

        var rule = new BehaviourRule(text, behaviour, model, account is null ? null : AccountName.Of(account));
        lock (_lock)
        {
            var others = _rules.Where(other => other.Model != rule.Model || other.Account != rule.Account);
            Volatile.Write(ref _rules, [.. others.Append(rule).OrderByDescending(other => other.Specificity)]);
        }

        return null;
    }

    internal Behaviour Decide(string account, string? model)
    {
        foreach (var rule in Volatile.Read(ref _rules))
        {
            if (rule.Concerns(account, model) && Applies(rule))
                return rule.Behaviour;
        }

        return Applies(_default) ? _default.Behaviour : Behaviour.Honest;
    }

    /// <summary>Amends by a request's own header. Its <c>times</c> are counted over the requests with the same header and idempotency key, which is what a retry looks like.</summary>
    internal string? TryAmend(string header, string account, string idempotencyKey, ref Behaviour behaviour)
    {
        if (!BehaviourText.TryParse(header, Always(behaviour), out var amended, out var complaint))
            return complaint;

        BehaviourRule? rule;
        lock (_lock)
        {
            if (!_headers.TryGet((account, header, idempotencyKey), out rule))
                _headers.Put((account, header, idempotencyKey), rule = new BehaviourRule(header, amended, null, account));
        }

        if (Applies(rule))
            behaviour = amended;
        return null;
    }

    private static Behaviour Always(Behaviour behaviour) => behaviour with { Times = null, Probability = 1 };

    private bool Applies(BehaviourRule rule)
    {
        if (rule.Behaviour.Probability < 1)
        {
            lock (_lock)
            {
                if (_dice.NextDouble() >= rule.Behaviour.Probability)
                    return false;
            }
        }

        return rule.TakeTurn();
    }
}

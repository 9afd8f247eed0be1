using System.Text.Json.Serialization;

namespace Orchestrator.Simulator;

/// <summary>One standing order: whom it concerns, what it asks, and how many times it still applies.</summary>
public sealed class BehaviourRule
{
    private int _remaining;

    internal BehaviourRule(string text, Behaviour behaviour, string? model, string? account)
    {
        Text = text;
        Behaviour = behaviour;
        Model = model;
        Account = account;
        _remaining = behaviour.Times ?? int.MaxValue;
    }

    /// <summary>What it asks, in the compact form.</summary>
    [JsonPropertyName("behaviour")]
    public string Text { get; }

    public string? Model { get; }

    public string? Account { get; }

    /// <summary>Requests it still applies to; null is without end.</summary>
    public int? Remaining => Behaviour.Times is null ? null : Math.Max(0, Volatile.Read(ref _remaining));

    internal Behaviour Behaviour { get; }

    internal int Specificity => (Account is null ? 0 : 2) + (Model is null ? 0 : 1);

    internal bool Concerns(string account, string? model) =>
        (Account is null || Account == account) && (Model is null || Model == model);

    /// <summary>Takes one of the remaining times, if any is left.</summary>
    internal bool TakeTurn()
    {
        if (Behaviour.Times is null)
            return true;

        return Interlocked.Decrement(ref _remaining) >= 0;
    }
}

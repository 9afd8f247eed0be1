namespace Orchestrator.Upstreams;

/// <summary>A target as one model knows it: the wire that leads there, the weight it has by configuration, and how many calls one silo may have there.</summary>
internal sealed record Destination(Target Target, ChatWire Wire, string Model, double Weight, int? MaxConcurrency)
{
    /// <summary>Its weight, the operator's word before the configuration's.</summary>
    public double WeightNow => Target.Orders.Weight is { } ordered ? double.IsFinite(ordered) ? Math.Max(0, ordered) : Weight : Weight;
}

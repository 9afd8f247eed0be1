using System.Collections.Immutable;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>One upstream's book: gives it a clock and a place, and keeps the operator's orders. What it learnt of load is learnt anew when it moves.</summary>
[GrainType("upstream")]
internal sealed class UpstreamGrain(
    [PersistentState("orders")] IPersistentState<UpstreamState> state, UpstreamDirectory upstreams, TimeProvider clock) : Grain, IUpstreamGrain
{
    private const int MostOrders = 1000;
    private const int LongestTarget = 512;
    private const double LargestWeight = 1_000_000;

    private UpstreamBook _book = null!;
    private ImmutableArray<TargetOrders> _orders = [];

    private TimeSpan Now => clock.GetElapsedTime(0);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var name = this.GetPrimaryKeyString();
        var upstream = upstreams.OptionsOf(name) ?? throw new InvalidOperationException($"The upstream '{name}' is not among the Upstreams ({string.Join(", ", upstreams.Names)}).");
        _book = new UpstreamBook(upstream.Concurrency, Now);
        _orders = [.. state.State.Orders.Values];
        return Task.CompletedTask;
    }

    public Task<UpstreamAnswer> Exchange(UpstreamStatement statement) => Task.FromResult(_book.Exchange(statement, _orders, Now));

    public Task Drain(string target, bool drained) => Order(target, orders => orders with { Drained = drained });

    public Task SetWeight(string target, double? weight)
    {
        if (weight is not (null or >= 0 and <= LargestWeight)) throw new ArgumentOutOfRangeException(nameof(weight), weight, $"weight is {weight}; expected 0 to {LargestWeight:F0}, or none.");
        return Order(target, orders => orders with { Weight = weight });
    }

    public Task<UpstreamDescription> Describe() => Task.FromResult(_book.Describe(_orders) with
    {
        Address = upstreams.OptionsOf(this.GetPrimaryKeyString())?.BaseUrl is { } address ? $"{address.Host}:{address.Port}" : "",
    });

    private async Task Order(string target, Func<TargetOrders, TargetOrders> change)
    {
        if (target is not { Length: > 0 and <= LongestTarget }) throw new ArgumentException($"target has {target?.Length ?? 0} characters; expected 1 to {LongestTarget}.", nameof(target));
        var before = state.State.Orders;
        var orders = new Dictionary<string, TargetOrders>(before);
        orders[target] = change(orders.GetValueOrDefault(target, new TargetOrders(target, false, null)));
        if (orders[target] is { Drained: false, Weight: null }) orders.Remove(target);
        if (orders.Count > MostOrders) throw new InvalidOperationException($"Orders stand for {MostOrders} targets of this upstream, which is the most.");
        state.State.Orders = orders;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Nobody knows what the store holds now; the next activation reads it.
            state.State.Orders = before;
            DeactivateOnIdle();
            throw;
        }

        _orders = [.. orders.Values];
    }
}

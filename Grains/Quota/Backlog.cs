namespace Orchestrator.Quota;

/// <summary>What is used of a bucket and not yet refilled, in layers of arrival, so that giving back leaves it as if the rest had never been taken.</summary>
/// <remarks>
/// Simply subtracting what is given back would mint: refill that fell into a full bucket meanwhile would come back as credit.
/// Let X(s) be the depth at time s. Had k units never been taken at time a, the depth now would be lower by
/// <c>min(k, min X(s) for s in [a, now])</c>: the difference of the two depths only shrinks, and only while the lower one is at zero.
/// All those minima are kept at once by layers, newest on top, whose sum is X: refill drains from the top, and giving back drains from
/// the taker's own layer downwards. A layer without holders joins the one above it, so there are at most as many layers as holders, and one.
/// </remarks>
internal sealed class Backlog
{
    private Layer _top = new(0);
    private int _generation;

    public Int128 Depth { get; private set; }

    /// <summary>Starts again from a known depth; nothing that was taken before can be given back.</summary>
    public void Reset(Int128 depth)
    {
        _top = new Layer(++_generation) { Depth = depth };
        Depth = depth;
    }

    /// <summary>Adds what can be given back until it is released.</summary>
    public Layer Push(Int128 amount)
    {
        Add(amount);
        _top.Holders++;
        return _top;
    }

    /// <summary>Adds what cannot be given back.</summary>
    public void Add(Int128 amount)
    {
        if (_top.Holders > 0)
        {
            var layer = new Layer(_generation) { Below = _top };
            _top.Above = layer;
            _top = layer;
        }

        _top.Depth += amount;
        Depth += amount;
    }

    /// <summary>Refills.</summary>
    public void Drain(Int128 amount) => Remove(_top, amount);

    /// <summary>Gives back as much of the amount as the refill since has not overtaken.</summary>
    public void GiveBack(Layer layer, Int128 amount)
    {
        if (layer.Generation == _generation) Remove(Standing(layer), amount);
    }

    /// <summary>Says that nothing more will be given back from this layer by one of its holders.</summary>
    public void Release(Layer layer)
    {
        if (layer.Generation != _generation) return;
        layer = Standing(layer);
        if (--layer.Holders > 0 || layer.Above is not { } above) return;

        above.Depth += layer.Depth;
        above.Below = layer.Below;
        if (layer.Below is { } below) below.Above = above;
    }

    private void Remove(Layer from, Int128 amount)
    {
        for (var layer = from; layer is not null && amount > 0; layer = layer.Below)
        {
            var part = Int128.Min(amount, layer.Depth);
            layer.Depth -= part;
            Depth -= part;
            amount -= part;
            if (layer.Depth == 0 && layer.Below is not null) Fold(layer, layer.Below);
        }
    }

    private void Fold(Layer layer, Layer below)
    {
        below.Holders += layer.Holders;
        below.Above = layer.Above;
        if (layer.Above is { } above) above.Below = below;
        else _top = below;
        layer.Folded = true;
    }

    private static Layer Standing(Layer layer)
    {
        var standing = layer;
        while (standing.Folded) standing = standing.Below!;

        // Folded layers on the way are pointed at the answer, so that a long chain is walked once.
        while (layer.Folded) (layer.Below, layer) = (standing, layer.Below!);
        return standing;
    }
}

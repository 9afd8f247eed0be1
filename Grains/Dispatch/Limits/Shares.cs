namespace Orchestrator.Dispatch;

/// <summary>What one silo has of one tenant.</summary>
internal readonly record struct TenantDemand(string Tenant, double Weight, int Calls);

/// <summary>Divides the calls that an upstream bears over the silos, so that tenants get their fair share wherever they come in.</summary>
/// <remarks>
/// 1 each silo has one place, as far as there are that many. 2 what the tenants have running and waiting is served by weighted max-min: nobody gets more than he asks for, and who
/// does not get all has as much by weight as anybody else who does not. 3 a tenant's part goes to its silos as they ask. 4 what is left goes to all silos evenly, so that a
/// first call finds a place.
/// </remarks>
internal static class Shares
{
    /// <summary>One share for each silo; their sum is the limit, or nothing where there is no silo.</summary>
    public static int[] Divide(int limit, IReadOnlyList<IReadOnlyList<TenantDemand>> silos)
    {
        if (silos.Count == 0) return [];
        var wishes = new double[silos.Count];
        var parts = MaxMin(limit, silos);
        for (var silo = 0; silo < silos.Count; silo++)
            foreach (var demand in silos[silo]) wishes[silo] += demand.Calls * parts[demand.Tenant];
        var spare = Math.Max(0, limit - wishes.Sum()) / silos.Count;
        for (var silo = 0; silo < silos.Count; silo++) wishes[silo] += spare;
        return WithFloor(limit, wishes);
    }

    /// <summary>For each tenant the part of its calls that gets a place, 0 to 1: water is poured in until the limit is used, least demand by weight first.</summary>
    private static Dictionary<string, double> MaxMin(int limit, IReadOnlyList<IReadOnlyList<TenantDemand>> silos)
    {
        var tenants = silos.SelectMany(silo => silo).Where(demand => demand.Calls > 0).GroupBy(demand => demand.Tenant)
            .Select(group => (Tenant: group.Key, Weight: group.Max(demand => demand.Weight), Calls: (double)group.Sum(demand => demand.Calls)))
            .OrderBy(tenant => tenant.Calls / tenant.Weight).ToList();
        var parts = silos.SelectMany(silo => silo).Select(demand => demand.Tenant).Distinct().ToDictionary(tenant => tenant, _ => 0.0);
        double left = limit;
        var weights = tenants.Sum(tenant => tenant.Weight);
        foreach (var (tenant, weight, calls) in tenants)
        {
            var given = Math.Min(calls, left * weight / weights);
            parts[tenant] = given / calls;
            left -= given;
            weights -= weight;
        }

        return parts;
    }

    /// <summary>Whole numbers, as near as they can be: one each first, the rest by the largest remainders.</summary>
    private static int[] WithFloor(int limit, double[] wishes)
    {
        var shares = new int[wishes.Length];
        var order = Enumerable.Range(0, wishes.Length).OrderByDescending(silo => wishes[silo]).ThenBy(silo => silo).ToArray();
        foreach (var silo in order.Take(limit)) shares[silo] = 1;
        var left = limit - shares.Sum();
        var beyond = wishes.Select(wish => Math.Max(0, wish - 1)).ToArray();
        var total = beyond.Sum();
        if (left == 0 || total <= 0) return Evenly(shares, order, left);
        var scale = Math.Min(1, left / total);
        for (var silo = 0; silo < shares.Length; silo++)
        {
            var whole = Math.Min(left, (int)(beyond[silo] * scale));
            shares[silo] += whole;
        }

        return Evenly(shares, [.. order.OrderByDescending(silo => beyond[silo] * scale % 1)], limit - shares.Sum());
    }

    private static int[] Evenly(int[] shares, int[] order, int left)
    {
        for (var i = 0; left > 0; i++, left--) shares[order[i % order.Length]]++;
        return shares;
    }
}

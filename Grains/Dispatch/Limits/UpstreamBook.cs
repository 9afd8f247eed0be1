using System.Collections.Immutable;
using Orchestrator.Upstreams;

namespace Orchestrator.Dispatch;

/// <summary>Decides what each silo may do at one upstream: the limit, divided, and never more handed out than it is. Pure; its time is an argument.</summary>
internal sealed class UpstreamBook(ConcurrencyOptions options, TimeSpan start)
{
    /// <summary>Most silos that are heard, and most news that are passed on.</summary>
    private const int MostSilos = 256;
    private const int MostNews = 256;
    private const int MostDescribed = 100;

    private readonly SortedDictionary<string, SiloBook> _silos = new(StringComparer.Ordinal);
    private readonly ConcurrencyLimit _limit = new(options, start);

    public int Limit => _limit.Limit;

    /// <remarks>1 who is silent is forgotten. 2 the limit learns. 3 the limit is divided. 4 the silo gets its part, as far as the others have given back what they hold beyond theirs.</remarks>
    public UpstreamAnswer Exchange(UpstreamStatement said, ImmutableArray<TargetOrders> orders, TimeSpan now)
    {
        foreach (var (name, _) in _silos.Where(silo => now - silo.Value.At > options.ShareLife).ToList()) _silos.Remove(name);
        if (_silos.Count == 0 && said.Limit > 0) _limit.Resume(said.Limit);
        Learn(said, now);
        if (said.Leaves)
        {
            _silos.Remove(said.Silo);
            return new UpstreamAnswer { Number = said.Heard + 1, Share = 0, Limit = Limit, Silos = _silos.Count, Life = options.ShareLife };
        }

        var book = Book(said, now);
        var names = _silos.Keys.ToList();
        var shares = Shares.Divide(Limit, [.. _silos.Values.Select(DemandOf)]);
        var held = _silos.Where(silo => silo.Key != said.Silo).Sum(silo => silo.Value.Held);
        book.Share = Math.Max(0, Math.Min(shares[names.IndexOf(said.Silo)], Limit - held));
        book.MayHold = Math.Max(book.MayHold, book.Share);
        book.Number++;
        return new UpstreamAnswer
        {
            Number = book.Number,
            Share = book.Share,
            Limit = Limit,
            Silos = _silos.Count,
            Life = options.ShareLife,
            News = NewsFor(said.Silo),
            Orders = orders,
        };
    }

    public UpstreamDescription Describe(ImmutableArray<TargetOrders> orders) => new()
    {
        Limit = Limit,
        Reason = _limit.Reason,
        Silos = [.. _silos.Take(MostDescribed).Select(silo => new SiloShare(silo.Key, silo.Value.Share, silo.Value.Said.Running, silo.Value.Waiting))],
        Tenants = [.. _silos.Values.SelectMany(silo => silo.Said.Tenants).GroupBy(load => load.Tenant)
            .Select(loads => new TenantLoad(loads.Key, loads.Max(load => load.Weight), loads.Sum(load => load.Running), loads.Sum(load => load.Waiting), loads.Sum(load => load.Turned)))
            .OrderByDescending(load => load.Running + load.Waiting).Take(MostDescribed)],
        News = NewsFor(null),
        Orders = orders,
    };

    private void Learn(UpstreamStatement said, TimeSpan now)
    {
        _limit.FirstTokens(said.FirstTokens, said.MeanFirstToken);
        if (said.Refusals > 0) _limit.Refused(said.NamedLimit, now);
    }

    private SiloBook Book(UpstreamStatement said, TimeSpan now)
    {
        if (_silos.TryGetValue(said.Silo, out var book))
        {
            (book.Said, book.At) = (said, now);
        }
        else
        {
            if (_silos.Count >= MostSilos) throw new InvalidOperationException($"More than {MostSilos} silos speak of one upstream.");
            _silos.Add(said.Silo, book = new SiloBook { Said = said, At = now, Number = said.Heard, Share = said.Share });
        }

        if (said.Heard == book.Number) book.MayHold = book.Share;
        _limit.Observe(_silos.Values.Sum(silo => silo.Said.Running), _silos.Values.Sum(silo => silo.Waiting), now);
        return book;
    }

    private static List<TenantDemand> DemandOf(SiloBook silo) =>
        [.. silo.Said.Tenants.Select(load => new TenantDemand(load.Tenant, load.Weight, load.Running + load.Waiting + load.Turned))];

    private ImmutableArray<TargetNews> NewsFor(string? silo) =>
        [.. _silos.Where(other => other.Key != silo).SelectMany(other => other.Value.Said.News).Take(MostNews)];
}

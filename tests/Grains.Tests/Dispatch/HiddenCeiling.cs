using Orchestrator.Dispatch;
using Orchestrator.Upstreams;

namespace Orchestrator.Tests.Dispatch;

/// <summary>Simulates silos that always have calls waiting, the grain's book that divides the limit, and an upstream with a ceiling that nobody knows. A step is a millisecond.</summary>
internal sealed class HiddenCeiling(int silos, bool isNamed, int seed)
{
    private const int Delay = 5;
    private const int Exchange = 250;

    private readonly Random _random = new(seed);
    private readonly UpstreamBook _book = new(new ConcurrencyOptions(), TimeSpan.Zero);
    private readonly Silo[] _silos = [.. Enumerable.Range(0, silos).Select(number => new Silo(number * 80))];
    private readonly PriorityQueue<Action, long> _events = new();
    private long _now;
    private int _atOnce;

    public readonly record struct Weather(double Refused, double Used, int Limit);

    public Weather Run(TimeSpan time, int ceiling)
    {
        var (until, sent, refused, used) = (_now + (long)time.TotalMilliseconds, 0, 0, 0L);
        for (; _now < until; _now++)
        {
            while (_events.TryPeek(out _, out var at) && at <= _now) _events.Dequeue()();
            foreach (var silo in _silos)
            {
                if (_now >= silo.NextExchange && !silo.IsExchanging) Speak(silo);
                for (; silo.Running < silo.Share; silo.Running++, sent++)
                {
                    // The call reaches the upstream a delay later, and its answer comes a delay after that.
                    _events.Enqueue(() =>
                    {
                        if (_atOnce >= ceiling)
                        {
                            refused++;
                            _events.Enqueue(() => HearRefusal(silo, ceiling), _now + Delay);
                            return;
                        }

                        _atOnce++;
                        var length = _random.Next(500, 1500);
                        _events.Enqueue(() => _atOnce--, _now + length);
                        _events.Enqueue(() => silo.Running--, _now + length + Delay);
                    }, _now + Delay);
                }
            }

            used += _atOnce;
        }

        return new Weather((double)refused / sent, used / time.TotalMilliseconds / ceiling, _book.Limit);
    }

    private void HearRefusal(Silo silo, int ceiling)
    {
        silo.Share = Math.Max(1, Math.Min(silo.Share, silo.Running - 1));
        silo.Running--;
        silo.Refusals++;
        silo.Named = isNamed ? ceiling : null;
        silo.NextExchange = _now;
    }

    private void Speak(Silo silo)
    {
        var said = new UpstreamStatement
        {
            Silo = $"{silo.Offset}",
            Heard = silo.Heard,
            Running = silo.Running,
            Tenants = [new TenantLoad("any", 1, silo.Running, 100)],
            Refusals = silo.Refusals,
            NamedLimit = silo.Named,
            Share = silo.Share,
        };
        (silo.Refusals, silo.Named, silo.IsExchanging, silo.NextExchange) = (0, null, true, _now + Exchange);
        _events.Enqueue(() =>
        {
            var answer = _book.Exchange(said, [], TimeSpan.FromMilliseconds(_now));
            _events.Enqueue(() => (silo.Share, silo.Heard, silo.IsExchanging) = (answer.Share, answer.Number, false), _now + Delay);
        }, _now + Delay);
    }

    private sealed class Silo(int offset)
    {
        public int Offset => offset;

        public long NextExchange { get; set; } = offset;

        public bool IsExchanging { get; set; }

        public int Share { get; set; } = 1;

        public int Running { get; set; }

        public long Heard { get; set; }

        public int Refusals { get; set; }

        public int? Named { get; set; }
    }
}

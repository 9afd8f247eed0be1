using CsCheck;
using Orchestrator.Dispatch;
using Orchestrator.Upstreams;
using Xunit;

namespace Orchestrator.Tests.Dispatch;

public sealed class UpstreamBookTests
{
    private const int Bears = 10;
    private static readonly ConcurrencyOptions s_fixed = new() { Ceiling = Bears, Start = Bears, Least = Bears };

    /// <summary>Answers are lost now and then, silos fill what they have, and silos come and go.</summary>
    [Fact]
    public void Whatever_answers_are_lost_the_silos_never_run_more_than_the_limit() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[0, 9], Gen.Int[0, 300]).Array[1, 200].Sample(steps =>
        {
            var book = new UpstreamBook(s_fixed, TimeSpan.Zero);
            var silos = new Dictionary<int, Silo>();
            var now = TimeSpan.Zero;
            foreach (var (number, wanted, ended, fate, pause) in steps)
            {
                now += TimeSpan.FromMilliseconds(pause);
                foreach (var silent in silos.Where(one => now - one.Value.SpokeAt > s_fixed.ShareLife / 2).Select(one => one.Key).ToList()) Leave(silent);
                if (!silos.TryGetValue(number, out var silo)) silos.Add(number, silo = new Silo { Name = $"{number} from {now}" });
                silo.Running = Math.Max(0, silo.Running - ended);
                silo.Running = Math.Max(silo.Running, Math.Min(silo.Share, silo.Running + wanted));
                if (fate == 9)
                {
                    Leave(number);
                    continue;
                }

                silo.SpokeAt = now;
                var answer = book.Exchange(silo.Says(waiting: wanted), [], now);
                Assert.InRange(answer.Share, 0, Bears);
                if (fate > 1) (silo.Share, silo.Heard) = (answer.Share, answer.Number);
                Assert.True(silos.Values.Sum(one => Math.Max(one.Share, one.Running)) <= Bears, string.Join(", ", silos.Values.Select(one => $"{one.Name}: {one.Running} of {one.Share}")));
            }

            void Leave(int number)
            {
                // A silo leaves once its calls have ended.
                if (!silos.Remove(number, out var silo)) return;
                silo.Running = 0;
                book.Exchange(silo.Says(waiting: 0) with { Leaves = true }, [], now);
            }
        });

    [Fact]
    public void A_book_that_was_opened_anew_goes_on_from_the_limit_that_the_silos_heard()
    {
        var book = new UpstreamBook(new ConcurrencyOptions { Start = 20, Ceiling = 500 }, TimeSpan.Zero);

        var answer = book.Exchange(new UpstreamStatement { Silo = "one", Heard = 7, Share = 60, Limit = 180, Running = 60 }, [], TimeSpan.Zero);

        Assert.Equal((8, 180), (answer.Number, answer.Limit));
    }

    [Fact]
    public void A_silo_that_is_silent_for_the_life_of_its_share_loses_it_to_the_others()
    {
        var book = new UpstreamBook(s_fixed, TimeSpan.Zero);
        book.Exchange(new Silo { Name = "silent" }.Says(waiting: 20), [], TimeSpan.Zero);
        var other = new Silo { Name = "other" };

        Assert.Equal(0, book.Exchange(other.Says(waiting: 20), [], s_fixed.ShareLife).Share);
        Assert.Equal(Bears, book.Exchange(other.Says(waiting: 20), [], s_fixed.ShareLife + TimeSpan.FromMilliseconds(1)).Share);
    }

    private sealed class Silo
    {
        public required string Name { get; init; }

        public long Heard { get; set; }

        public int Share { get; set; }

        public int Running { get; set; }

        public TimeSpan SpokeAt { get; set; }

        public UpstreamStatement Says(int waiting) => new()
        {
            Silo = Name, Heard = Heard, Share = Share, Running = Running, Limit = Heard == 0 ? 0 : Bears, Tenants = [new TenantLoad("any", 1, Running, waiting)],
        };
    }
}

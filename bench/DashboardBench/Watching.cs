using System.Globalization;

namespace Orchestrator.Bench;

/// <summary>The same load with no page open and with five, in turn: what watching takes from the throughput.</summary>
internal static class Watching
{
    private const int Connections = 64;

    public static async Task<int> Measure(string api, string redis, int pairs, int seconds)
    {
        await using var product = await Product.Connect(api, redis);
        var conversation = await product.NewConversation(0);
        string[] watched = ["/dashboard", $"/dashboard/tenants/{Bodies.Tenant(0)}", "/dashboard/requests", "/dashboard/silos", $"/dashboard/conversations/{Bodies.Tenant(0)}/{conversation}"];
        await using var browser = await Browser.SignIn(api);

        // The first runs belong to the JIT compiler, with pages and without.
        await Unwatched();
        await Watched();
        await Unwatched();

        Console.WriteLine("| pair | first | nobody looks, requests a second | five pages open | ratio |");
        Console.WriteLine("|---|---|---|---|---|");
        var (alone, ratios) = (new List<double>(), new List<double>());
        for (var pair = 1; pair <= pairs; pair++)
        {
            // Who is first takes turns, so that a machine that grows busier favours neither.
            var watchedFirst = pair % 2 == 0;
            var with = watchedFirst ? await Watched() : 0;
            var without = await Unwatched();
            if (!watchedFirst) with = await Watched();
            alone.Add(without);
            ratios.Add(with / without);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {pair} | {(watchedFirst ? "five" : "none")} | {without:F0} | {with:F0} | {with / without:F3} |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\nRatio: median {Sorted.Median(ratios):F3}, {ratios.Min():F3} to {ratios.Max():F3}. Noise: the runs without a page were {alone.Min():F0} to {alone.Max():F0} a second, median {Sorted.Median(alone):F0}."));
        return 0;

        Task<double> Unwatched() => Load.Run(api, Connections, seconds);

        async Task<double> Watched()
        {
            var pages = await Task.WhenAll(watched.Select(browser.Watch));
            var rate = await Load.Run(api, Connections, seconds);
            foreach (var page in pages) await page.CloseAsync();
            return rate;
        }
    }
}

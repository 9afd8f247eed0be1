using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Orchestrator.Usage;

namespace Orchestrator.Bench;

/// <summary>Every page when there is little and when there is much, under load: the time of its first content, and what the silo's heap keeps of it.</summary>
internal static class Filling
{
    private const int AtOnce = 32;
    private const int Hours = 30 * 24;
    private const int HoursOfTenant = 4;
    private const int Connections = 16;
    private const int Visits = 20;
    private const int Shows = 5;

    // Flushes of this run, with numbers that rise.
    private static readonly Guid s_source = Guid.NewGuid();

    public static async Task<int> Measure(string api, string redis, int tenants, int conversations, int requests)
    {
        await using var product = await Product.Connect(api, redis);
        await using var browser = await Browser.SignIn(api);
        var conversation = await product.NewConversation(0);
        string[] pages =
        [
            "/dashboard", "/dashboard/tenants", $"/dashboard/tenants/{Bodies.Tenant(0)}", "/dashboard/conversations", $"/dashboard/conversations?tenant={Bodies.Tenant(0)}",
            $"/dashboard/conversations/{Bodies.Tenant(0)}/{conversation}", "/dashboard/requests", "/dashboard/upstreams", "/dashboard/silos", "/dashboard/grains", "/dashboard/plans", "/dashboard/audit", "/dashboard/try",
        ];
        foreach (var page in pages) await Look(product, browser, page);
        await Load.Run(api, Connections, 5);
        var little = await Grown(product, pages);

        var watch = Stopwatch.StartNew();
        await Spread(Math.Max(0, tenants - Bodies.Configured), number => product.NewTenant(Bodies.Configured + number));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tenants} tenants, {Math.Min(tenants, Bodies.Configured)} of them configured, in {watch.Elapsed.TotalSeconds:F0} s"));
        watch.Restart();
        await Spread(conversations, number => product.NewConversation(number % tenants));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{conversations} conversations of {tenants} tenants in {watch.Elapsed.TotalSeconds:F0} s"));
        watch.Restart();
        await Ledgers(product, tenants, requests);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{requests} requests over {Hours / 24} days in {watch.Elapsed.TotalSeconds:F0} s"));
        var much = await Grown(product, pages);

        Console.WriteLine("\n| page | first content by HTTP, ms: median, worst | heading in Chromium, ms: median, worst | kept of 20 visits, kB: when there was little | when there was much |");
        Console.WriteLine("|---|---|---|---|---|");
        using var ended = new CancellationTokenSource();
        var load = Load.Run(api, Connections, 600, ended.Token);
        foreach (var page in pages)
        {
            var (sent, shown) = (new double[Visits], new double[Shows]);
            for (var visit = 0; visit < Visits; visit++) sent[visit] = await Time(() => product.Page(page));
            for (var visit = 0; visit < Shows; visit++) shown[visit] = await Shown(browser, page);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| `{page.Replace(conversation, "{id}", StringComparison.Ordinal)}` | {Sorted.Median(sent):F0}, {sent.Max():F0} | {Sorted.Median(shown):F0}, {shown.Max():F0} | {little[page] / 1024.0:F0} | {much[page] / 1024.0:F0} |"));
            if (load.IsCompleted) await load;
        }

        await ended.CancelAsync();
        await ((Task)load).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static async Task Look(Product product, Browser browser, string page)
    {
        await product.Page(page);
        await Shown(browser, page);
    }

    private static async Task<double> Shown(Browser browser, string path)
    {
        var start = Stopwatch.GetTimestamp();
        var page = await browser.Show(path);
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await page.CloseAsync();
        return took;
    }

    private static async Task<double> Time(Func<Task> what)
    {
        var start = Stopwatch.GetTimestamp();
        await what();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    /// <summary>Bytes by which the heap is larger after twenty visits than before, page by page, without load.</summary>
    private static async Task<Dictionary<string, long>> Grown(Product product, string[] pages)
    {
        var grown = new Dictionary<string, long>();
        foreach (var page in pages)
        {
            await product.Page(page);
            var before = await product.Heap();
            for (var visit = 0; visit < Visits; visit++) await product.Page(page);
            grown[page] = await product.Heap() - before;
        }

        return grown;
    }

    /// <summary>The same requests in the tenants' ledgers and in the cluster's: each tenant in four hours, the first in every one.</summary>
    private static async Task Ledgers(Product product, int tenants, int requests)
    {
        var now = (int)(TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalHours;
        var each = Math.Max(1, requests / tenants / HoursOfTenant);
        await Spread(tenants, async tenant =>
        {
            var ledger = product.Ledger(Bodies.Tenant(tenant));
            var hours = tenant == 0 ? Enumerable.Range(0, Hours) : Enumerable.Range(0, HoursOfTenant).Select(part => (tenant + part * Hours / HoursOfTenant) % Hours);
            var number = 0;
            foreach (var hour in hours.Order()) await Keep(ledger, ++number, now - Hours + 1 + hour, [Row(Bodies.Tenant(tenant), each)]);
        });

        var cluster = product.Ledger(UsageKey.Cluster);
        for (var hour = 0; hour < Hours; hour++)
        {
            var rows = Enumerable.Range(0, HoursOfTenant * tenants / Hours + 1).Select(row => Row(Bodies.Tenant((hour + row * Hours) % tenants), each)).DistinctBy(row => row.Key);
            await Keep(cluster, hour + 1, now - Hours + 1 + hour, [.. rows]);
        }
    }

    private static async Task Keep(IUsageGrain ledger, long number, int hour, ImmutableArray<UsageRow> rows)
    {
        var receipt = await ledger.Add(new UsageFlush { Source = s_source, Number = number, Hour = hour, Rows = rows });
        if (receipt is not UsageReceipt.Kept) throw new InvalidOperationException($"A flush of hour {hour} was answered by {receipt}.");
    }

    private static UsageRow Row(string key, int requests) => new(key, "deepseek-flash", new UsageSums
    {
        Requests = requests,
        Completed = requests,
        PromptTokens = 400L * requests,
        CachedTokens = 100L * requests,
        CompletionTokens = 200L * requests,
        Cost = 165_000L * requests,
        TookMicroseconds = 900_000L * requests,
    });

    private static Task Spread(int count, Func<int, Task> what) =>
        Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => await what(number));
}

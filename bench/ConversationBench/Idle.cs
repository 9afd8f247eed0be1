using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Bench;

/// <summary>Many conversations of one turn each: what they weigh while they are active, and once they are not; and a cold turn beside a warm one.</summary>
internal static class Idle
{
    private const int Tenants = 100;
    private const int AtOnce = 64;
    private const int Sample = 200;
    private const string Words = "the same words again";

    public static async Task<int> Measure(string api, string redis, int count)
    {
        await using var product = await Product.Connect(api, redis);
        var names = new string[count];
        await Say(Enumerable.Range(0, 2 * AtOnce), async number => await product.Say(number % Tenants, await product.NewConversation(number % Tenants), Words));
        await product.Forget();
        var before = await product.Heap();

        var watch = Stopwatch.StartNew();
        await Say(Enumerable.Range(0, count), async number =>
        {
            names[number] = await product.NewConversation(number % Tenants);
            await product.Say(number % Tenants, names[number], Words);
        });
        var seconds = watch.Elapsed.TotalSeconds;
        var (active, full) = (await product.Activations(), await product.Heap());
        await product.Forget();
        var (left, after) = (await product.Activations(), await product.Heap());

        Console.WriteLine("| | activations | managed heap, MB | bytes a conversation |");
        Console.WriteLine("|---|---|---|---|");
        Console.WriteLine(Row("before", 0, before, 0));
        Console.WriteLine(Row($"{count} conversations, one turn each", active, full, (full - before) / Math.Max(1, active)));
        Console.WriteLine(Row("all deactivated", left, after, (after - before) / count));

        var (cold, warm) = (new double[Sample], new double[Sample]);
        for (var i = 0; i < Sample; i++)
        {
            var number = i * (count / Sample);
            cold[i] = await Time(() => product.Say(number % Tenants, names[number], Words));
            warm[i] = await Time(() => product.Say(number % Tenants, names[number], Words));
        }

        Array.Sort(cold);
        Array.Sort(warm);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{Sample} turns after a cold activation took {cold[Sample / 2] / warm[Sample / 2]:F2} times as long as the next turn of the same conversation (medians); 95th of 100: {cold[Sample * 95 / 100] / warm[Sample * 95 / 100]:F2} times. {count} conversations were created and spoken in at {count / seconds:F0} a second."));
        return 0;
    }

    private static string Row(string what, int activations, long heap, long each) =>
        string.Create(CultureInfo.InvariantCulture, $"| {what} | {activations} | {heap / 1048576.0:F1} | {each} |");

    private static async Task Say(IEnumerable<int> numbers, Func<int, Task> say) =>
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => await say(number));

    private static async Task<double> Time(Func<Task> what)
    {
        var start = Stopwatch.GetTimestamp();
        await what();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}

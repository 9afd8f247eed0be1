using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Orchestrator.Bench;

/// <summary>One conversation of 500 turns of the same size: what each writes, and what reading all of them cold asks of the store.</summary>
internal static class Turns
{
    private const int Count = 500;
    private const int Around = 5;
    private static readonly string s_words = string.Join(' ', Enumerable.Repeat("the same words again", 25));

    public static async Task<int> Measure(string api, string redis, string picture)
    {
        await using var product = await Product.Connect(api, redis);
        var conversation = await product.NewConversation(0);
        var written = new long[Count + 1];
        written[0] = await product.WrittenBytes();
        for (var turn = 1; turn <= Count; turn++)
        {
            await product.Say(0, conversation, s_words);
            written[turn] = await product.WrittenBytes();
        }

        Console.WriteLine("| turn | bytes written to the store | of the fifth |");
        Console.WriteLine("|---|---|---|");
        foreach (var turn in new[] { 5, 50, 100, 200, 300, 400, 495 })
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {turn} | {PerTurn(written, turn):F0} | {PerTurn(written, turn) / PerTurn(written, 5):F2} |"));

        await product.Forget();
        var (reads, watch) = (await product.Reads(), Stopwatch.StartNew());
        await product.Say(0, conversation, s_words);
        var cold = watch.Elapsed;
        var asked = await product.Reads() - reads;
        watch.Restart();
        await product.Say(0, conversation, s_words);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\ncold: {asked} reads for {Count} turns; the turn took {cold / watch.Elapsed:F1} times as long as the next"));
        await File.WriteAllTextAsync(picture, Draw(written));
        return 0;
    }

    /// <summary>The mean of the turns around it.</summary>
    private static double PerTurn(long[] written, int turn) => (written[turn + Around] - written[turn - Around]) / (2.0 * Around);

    private static string Draw(long[] written)
    {
        const int Width = 800, Height = 320, Left = 70, Bottom = 40, Top = 30;
        var most = Enumerable.Range(Around, Count - 2 * Around).Max(turn => PerTurn(written, turn)) * 1.1;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="system-ui, sans-serif" font-size="13"><rect width="{Width}" height="{Height}" fill="#fff"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{Left}" y="18" fill="#333">Bytes that a turn writes, by its number (mean of ten)</text>""");
        for (var step = 0; step <= 4; step++)
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{Left}" y1="{Y(most * step / 4):F1}" x2="{Width - 20}" y2="{Y(most * step / 4):F1}" stroke="#e3e6ea"/><text x="{Left - 8}" y="{Y(most * step / 4) + 4:F1}" text-anchor="end" fill="#555">{most * step / 4:F0}</text>""");
        for (var turn = 0; turn <= Count; turn += 100)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{X(turn):F1}" y="{Height - Bottom + 20}" text-anchor="middle" fill="#555">{turn}</text>""");
        var points = Enumerable.Range(Around, Count - 2 * Around).Select(turn => string.Create(CultureInfo.InvariantCulture, $"{X(turn):F1},{Y(PerTurn(written, turn)):F1}"));
        return svg.Append(CultureInfo.InvariantCulture, $"""<polyline fill="none" stroke="#2f6fb0" stroke-width="2" points="{string.Join(' ', points)}"/></svg>""").ToString();

        double X(double turn) => Left + turn * (Width - 20 - Left) / Count;
        double Y(double bytes) => Height - Bottom - bytes * (Height - Bottom - Top) / most;
    }
}

using System.Globalization;
using System.Text;

namespace Orchestrator.Bench;

/// <summary>Draws lease samples as an SVG: a band for each silo, one for leases that nobody has claimed after a takeover, gaps where nobody answered.</summary>
internal static class LeasePicture
{
    private const int Width = 960;
    private const int Height = 360;
    private const int Left = 70;
    private const int Bottom = 40;
    private const int Top = 56;
    private static readonly string[] s_colours = ["#3b7dd8", "#e08a2e", "#3aa676", "#b05cc6", "#c94f4f"];

    public static string Of(IReadOnlyList<LeaseSample> samples, TimeSpan time)
    {
        var silos = samples.Where(sample => !sample.Leases.IsDefault).SelectMany(sample => sample.Leases).Select(lease => lease.Silo).Distinct().Order().ToList();
        var most = Math.Max(1, samples.Where(sample => !sample.Leases.IsDefault).Max(sample => sample.Leases.Sum(lease => lease.Held)));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="system-ui, sans-serif" font-size="13">""")
            .Append(CultureInfo.InvariantCulture, $"""<rect width="{Width}" height="{Height}" fill="#ffffff"/>""");

        for (var step = 0; step <= 4; step++)
        {
            var y = Y(most * step / 4.0);
            svg.Append(CultureInfo.InvariantCulture, $"""<line x1="{Left}" y1="{y:F1}" x2="{Width - 20}" y2="{y:F1}" stroke="#e3e6ea"/><text x="{Left - 8}" y="{y + 4:F1}" text-anchor="end" fill="#555">{most * step / 4}</text>""");
        }

        for (var second = 0; second <= time.TotalSeconds; second += 5)
            svg.Append(CultureInfo.InvariantCulture, $"""<text x="{X(second):F1}" y="{Height - Bottom + 20}" text-anchor="middle" fill="#555">{second} s</text>""");

        var width = Math.Max(1, (Width - 20.0 - Left) / Math.Max(1, samples.Count));
        foreach (var sample in samples)
        {
            if (sample.Leases.IsDefault)
            {
                svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{X(sample.At.TotalSeconds):F1}" y="{Top}" width="{width:F1}" height="{Height - Bottom - Top}" fill="#f3d6d6"/>""");
                continue;
            }

            double under = 0;
            foreach (var silo in silos)
            {
                var held = sample.Leases.Where(lease => lease.Silo == silo).Sum(lease => (double)lease.Held);
                if (held > 0) svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{X(sample.At.TotalSeconds):F1}" y="{Y(under + held):F1}" width="{width + 0.3:F1}" height="{Y(under) - Y(under + held):F1}" fill="{Colour(silo)}"/>""");
                under += held;
            }
        }

        var x = Left;
        foreach (var name in silos.Append("-"))
        {
            var (colour, text) = name switch { "-" => ("#f3d6d6", "no answer"), "" => (Colour(""), "not claimed yet"), _ => (Colour(name), $"silo {name}") };
            svg.Append(CultureInfo.InvariantCulture, $"""<rect x="{x}" y="20" width="12" height="12" fill="{colour}"/><text x="{x + 18}" y="31" fill="#333">{text}</text>""");
            x += 190;
        }

        return svg.Append("</svg>").ToString();

        string Colour(string silo) => silo.Length == 0 ? "#9aa3ad" : s_colours[silos.IndexOf(silo) % s_colours.Length];
        double X(double seconds) => Left + (Width - 20 - Left) * seconds / time.TotalSeconds;
        double Y(double held) => Height - Bottom - (Height - Bottom - Top) * held / most;
    }
}

using MudBlazor;
using MudBlazor.Utilities;
using Xunit;

namespace Orchestrator.Dashboard;

public sealed class LookTests
{
    /// <summary>WCAG 2.2, 1.4.3: 4.5 to 1 for letters of usual size.</summary>
    private const double Least = 4.5;

    [Fact]
    public void Letters_stand_out_from_what_they_stand_on_light_and_dark()
    {
        Palette[] palettes = [Look.Theme.PaletteLight, Look.Theme.PaletteDark];
        var faint = from palette in palettes
                    from pair in new (string Name, MudColor Letters, MudColor Ground)[]
                    {
                        ("text", palette.TextPrimary, palette.Background), ("text on a card", palette.TextPrimary, palette.Surface),
                        ("label", palette.TextSecondary, palette.Background), ("label on a card", palette.TextSecondary, palette.Surface),
                        ("link", palette.Primary, palette.Background), ("link on a card", palette.Primary, palette.Surface),
                        ("refusal", palette.Error, palette.Surface), ("menu", palette.DrawerText, palette.DrawerBackground), ("head", palette.AppbarText, palette.AppbarBackground),
                        ("button", palette.PrimaryContrastText, palette.Primary), ("button that deletes", palette.ErrorContrastText, palette.Error),
                    }
                    where Contrast(pair.Letters, pair.Ground) < Least
                    select $"{palette.GetType().Name}: {pair.Name} has {Contrast(pair.Letters, pair.Ground):0.0}";

        Assert.Empty(faint);
    }

    private static double Contrast(MudColor one, MudColor other)
    {
        var (light, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double Luminance(MudColor colour) => (0.2126 * Linear(colour.R)) + (0.7152 * Linear(colour.G)) + (0.0722 * Linear(colour.B));

    private static double Linear(byte part) => part / 255.0 is var share && share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
}

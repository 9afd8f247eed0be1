using MudBlazor;

namespace Orchestrator.Dashboard;

/// <summary>Colours and letters of all pages, light and dark. The letters are the machine's own: nothing is loaded from elsewhere.</summary>
internal static class Look
{
    private static readonly string[] s_letters = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "sans-serif"];

    public static readonly MudTheme Theme = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#3451b2",
            Secondary = "#0e7c66",
            Background = "#f6f7f9",
            Surface = "#ffffff",
            AppbarBackground = "#ffffff",
            AppbarText = "#1c2024",
            DrawerBackground = "#ffffff",
            DrawerText = "#3a3f45",
            DrawerIcon = "#60646c",
            TextPrimary = "#1c2024",
            TextSecondary = "#5b616a",
            LinesDefault = "#e3e5ea",
            TableLines = "#e8eaee",
            Divider = "#e3e5ea",
            Success = "#0e7c66",
            Warning = "#a35200",
            Error = "#c62a2f",
            Info = "#3451b2",
        },
        PaletteDark = new PaletteDark
        {
            Primary = "#9db1ff",
            PrimaryContrastText = "#0f1115",
            Secondary = "#4cc9a6",
            Background = "#0f1115",
            Surface = "#171a21",
            AppbarBackground = "#171a21",
            AppbarText = "#edeef0",
            DrawerBackground = "#13161c",
            DrawerText = "#c9ccd2",
            DrawerIcon = "#9a9fa8",
            TextPrimary = "#edeef0",
            TextSecondary = "#a3a9b3",
            LinesDefault = "#2a2e37",
            TableLines = "#252932",
            Divider = "#2a2e37",
            Success = "#4cc9a6",
            Warning = "#ffb224",
            Error = "#ff8b8f",
            ErrorContrastText = "#0f1115",
            Info = "#9db1ff",
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px", DrawerWidthLeft = "216px", AppbarHeight = "52px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = s_letters, FontSize = "0.875rem", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = s_letters, FontSize = "1.375rem", FontWeight = "650", LetterSpacing = "-0.01em", LineHeight = "1.3" },
            H2 = new H2Typography { FontFamily = s_letters, FontSize = "1rem", FontWeight = "600", LetterSpacing = "normal", LineHeight = "1.4" },
            Button = new ButtonTypography { FontFamily = s_letters, FontSize = "0.8125rem", FontWeight = "550", TextTransform = "none", LetterSpacing = "normal" },
        },
    };
}

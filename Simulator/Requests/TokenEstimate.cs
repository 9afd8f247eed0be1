using System.Text;

namespace Orchestrator.Simulator;

/// <summary>Counts the tokens of an input: a quarter of its UTF-8 bytes, rounded up for each text.</summary>
internal static class TokenEstimate
{
    public const int Image = 256;

    private const int BytesPerToken = 4;

    public static int Of(string? text) =>
        text is null ? 0 : (Encoding.UTF8.GetByteCount(text) + BytesPerToken - 1) / BytesPerToken;
}

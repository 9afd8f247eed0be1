namespace Orchestrator.Simulator;

/// <summary>Endless text that is the same for the same seed, one word a token; some words need more than one byte a letter.</summary>
internal sealed class Prose(StableHash seed)
{
    private const int SentenceLength = 9;

    private static readonly string[] Words =
    [
        "the", "river", "keeps", "its", "own", "time", "and", "carries", "every", "small", "stone", "a", "little",
        "further", "than", "anyone", "would", "expect", "while", "lamps", "along", "quiet", "streets", "answer",
        "one", "another", "like", "letters", "that", "were", "never", "sent", "café", "naïve", "déjà", "Übung",
        "漢字", "東京", "письмо", "señor", "🚀", "👩‍🚀", "π≈3.14", "“quoted”", "back\\slash", "tab\tstop", "fjörd", "żółw",
    ];

    private ulong _state = seed.Value;

    public static List<string> SplitIntoTokens(string text)
    {
        var tokens = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(' ', start + 1);
            end = end < 0 ? text.Length : end;
            tokens.Add(text[start..end]);
            start = end;
        }

        return tokens;
    }

    /// <summary>Adds words until there are this many tokens, or takes away what is too much.</summary>
    public List<string> Fill(List<string> tokens, int count)
    {
        tokens.EnsureCapacity(count);
        for (var position = 1; tokens.Count < count; position++)
            tokens.Add(Token(position));
        tokens.RemoveRange(count, tokens.Count - count);
        return tokens;
    }

    private string Token(int position)
    {
        _state = StableHash.Mix(_state);
        var word = Words[_state % (ulong)Words.Length];
        return position % SentenceLength == 0 ? $" {word}." : $" {word}";
    }
}

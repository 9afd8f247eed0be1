using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Orchestrator.Tokens;

/// <summary>
/// Counts the tokens of messages before a provider has, by the public vocabulary o200k_base. It is an estimate, some tenths off for other
/// vocabularies, and no bound: what is reserved of a quota is bounded by bytes. Thread-safe; the vocabulary is loaded once, when it is first used.
/// </summary>
/// <remarks>
/// Counted are all texts of a message: content and its parts, names, reasoning, and what tools are called with. Images, sound and files are
/// <see cref="Attachment"/> tokens each, whatever their size. Of one message the first <see cref="CountedChars"/> are counted, and the rest is
/// taken to be like them. They are counted in pieces of <see cref="PieceChars"/>, for a text without a space is one word, and long words take
/// more time than their length; each cut may cost a token.
/// </remarks>
internal static class TokenCounter
{
    /// <summary>What chat templates put around a message: its role, its beginning and its end.</summary>
    public const int Overhead = 4;

    /// <summary>What an image, a sound or a file is taken to use.</summary>
    public const int Attachment = 1_000;

    /// <summary>How much of a message is counted rather than extrapolated.</summary>
    public const int CountedChars = 64 * 1024;

    private const int PieceChars = 1024;

    // Deeper than any body that a door lets in.
    private const int MostDepth = 1024;

    private static readonly Lazy<TiktokenTokenizer> s_vocabulary = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>The tokens of messages in a prompt, each with its overhead.</summary>
    public static long Of(IEnumerable<Message> messages) => messages.Sum(Of);

    /// <summary>The tokens of a message in a prompt, its overhead included.</summary>
    public static long Of(Message message)
    {
        var tally = new Tally();
        var attachments = 0;
        var isText = true;
        var reader = new Utf8JsonReader(message.Json.Span, new JsonReaderOptions { MaxDepth = MostDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                var isAttachment = NamesAttachment(ref reader);
                if (isAttachment) attachments++;
                isText = !isAttachment && !NamesLabel(ref reader);
            }
            else if (reader.TokenType is JsonTokenType.String && isText) Add(ref tally, ref reader);
        }

        return Overhead + (long)attachments * Attachment + tally.Tokens;
    }

    /// <summary>The tokens of UTF-8 as it stands, such as the parameters of a prompt with its tools.</summary>
    public static long Of(ReadOnlySpan<byte> text)
    {
        var chars = ArrayPool<char>.Shared.Rent(text.Length);
        try
        {
            var tally = new Tally();
            tally.Add(chars.AsSpan(0, Encoding.UTF8.GetChars(text, chars)));
            return tally.Tokens;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    private static bool NamesAttachment(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("image_url"u8) || reader.ValueTextEquals("file_data"u8) || reader.ValueTextEquals("file_id"u8) || reader.ValueTextEquals("data"u8);

    /// <summary>What tells the parts of a message apart, and an image's address, which may be the image itself.</summary>
    private static bool NamesLabel(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("type"u8) || reader.ValueTextEquals("role"u8) || reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("tool_call_id"u8)
        || reader.ValueTextEquals("url"u8) || reader.ValueTextEquals("detail"u8) || reader.ValueTextEquals("format"u8);

    private static void Add(ref Tally tally, ref Utf8JsonReader reader)
    {
        var chars = ArrayPool<char>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            tally.Add(chars.AsSpan(0, reader.CopyString(chars)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }
    }

    /// <summary>A sum of tokens that counts no more than <see cref="CountedChars"/> of its texts.</summary>
    private ref struct Tally
    {
        private long _tokens;
        private long _counted;
        private long _chars;

        public readonly long Tokens => _counted == _chars ? _tokens : (_tokens * _chars + _counted - 1) / _counted;

        public void Add(ReadOnlySpan<char> text)
        {
            _chars += text.Length;
            text = text[..(int)Math.Min(text.Length, CountedChars - _counted)];
            _counted += text.Length;
            for (; !text.IsEmpty; text = text[Math.Min(text.Length, PieceChars)..])
                _tokens += s_vocabulary.Value.CountTokens(text[..Math.Min(text.Length, PieceChars)]);
        }
    }
}

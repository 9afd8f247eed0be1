using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Tokenizers;
using Xunit;

namespace Orchestrator.Tokens;

public sealed class TokenCounterTests
{
    private static readonly TiktokenTokenizer s_exact = TiktokenTokenizer.CreateForEncoding("o200k_base");

    [Theory]
    [InlineData("Hello")]
    [InlineData("The river keeps its own time, and carries every small stone a little further.")]
    [InlineData("Grüße aus Łódź, 東京 und 🚀 \"quoted\"\n\tand\\escaped")]
    [InlineData("")]
    public void A_short_text_has_the_tokens_of_the_vocabulary_and_a_little_for_the_template(string text)
    {
        Assert.Equal(s_exact.CountTokens(text) + TokenCounter.Overhead, TokenCounter.Of(Said(text)));
    }

    [Fact]
    public void Names_reasoning_and_calls_of_tools_count_and_labels_do_not()
    {
        var message = Of("""{"role":"assistant","content":null,"reasoning_content":"Look it up.","tool_calls":[{"id":"call_0123456789","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Oslo\"}"}}]}""");

        var texts = s_exact.CountTokens("Look it up.") + s_exact.CountTokens("weather") + s_exact.CountTokens("""{"city":"Oslo"}""");

        Assert.Equal(texts + TokenCounter.Overhead, TokenCounter.Of(message));
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":{"detail":"high","url":"data:image/png;base64,AAAAAAAAAAAAAAAAAAAAAAAA"}}""")]
    [InlineData("""{"type":"image_url","image_url":"https://example.org/a-picture-with-a-long-name.png"}""")]
    [InlineData("""{"type":"file","file":{"file_data":"AAAAAAAAAAAAAAAAAAAAAAAA"}}""")]
    [InlineData("""{"type":"input_audio","input_audio":{"data":"AAAAAAAAAAAAAAAAAAAAAAAA","format":"wav"}}""")]
    public void An_attachment_counts_as_one_and_not_by_its_bytes(string part)
    {
        var message = Of($$"""{"role":"user","content":[{"type":"text","text":"Hello"},{{part}}]}""");

        Assert.Equal(s_exact.CountTokens("Hello") + TokenCounter.Attachment + TokenCounter.Overhead, TokenCounter.Of(message));
    }

    [Fact]
    public void The_parts_of_a_long_text_are_counted_one_by_one_and_their_cuts_cost_next_to_nothing()
    {
        var text = Prose(TokenCounter.CountedChars);
        var exact = s_exact.CountTokens(text);

        Assert.InRange(TokenCounter.Of(Said(text)) - TokenCounter.Overhead, exact, exact * 1.01);
    }

    [Fact]
    public void Beyond_what_is_counted_the_rest_is_taken_to_be_like_it()
    {
        var short_ = TokenCounter.Of(Said(Prose(TokenCounter.CountedChars))) - TokenCounter.Overhead;
        var long_ = TokenCounter.Of(Said(Prose(TokenCounter.CountedChars * 64))) - TokenCounter.Overhead;

        Assert.InRange(long_, short_ * 63.9, short_ * 64.1);
    }

    [Theory]
    [InlineData("a")]
    [InlineData(" ")]
    [InlineData("漢")]
    [InlineData("𝄞")]
    [InlineData("ab1-")]
    public void Huge_texts_of_any_kind_are_counted_in_a_moment(string letters)
    {
        var text = string.Concat(Enumerable.Repeat(letters, (8 << 20) / letters.Length));
        TokenCounter.Of(Said("The vocabulary is loaded before the clock starts."));
        var start = Stopwatch.GetTimestamp();

        var tokens = TokenCounter.Of(Said(text));

        Assert.InRange(tokens, text.Length / 200, text.Length * 3L);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Bytes_count_as_they_stand()
    {
        Assert.Equal(s_exact.CountTokens("\"temperature\":0.5"), TokenCounter.Of("\"temperature\":0.5"u8));
        Assert.Equal(0, TokenCounter.Of(""u8));
    }

    [Fact]
    public void Many_threads_count_the_same()
    {
        var texts = Enumerable.Range(0, 200).Select(number => Prose(100 + number)).ToList();
        var alone = texts.Select(text => TokenCounter.Of(Said(text))).ToList();

        Assert.Equal(alone, texts.AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(text => TokenCounter.Of(Said(text))));
    }

    private static Message Said(string text) => new("user", JsonSerializer.SerializeToUtf8Bytes(new { role = "user", content = text }));

    private static Message Of(string json) => new("user", Encoding.UTF8.GetBytes(json));

    private static string Prose(int length)
    {
        const string sentence = "Lamps along quiet streets answer one another like letters that were never sent, and nobody counts them. ";
        return string.Concat(Enumerable.Repeat(sentence, length / sentence.Length + 1))[..length];
    }
}

using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Orchestrator.Telemetry;

public sealed class AnswerTapsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RequestId _request = RequestId.Create();

    [Fact]
    public void Who_looks_is_shown_what_passes_from_then_on_piece_by_piece()
    {
        var taps = new AnswerTaps(_clock);
        taps.Pass(_request, Chunks("before"));

        Assert.Equal((0, 0), Look(taps, 0));
        taps.Pass(_request, Chunks("one", "two"));
        taps.Pass(RequestId.Create(), Chunks("another's"));

        var (chunks, next) = taps.Read(_request, 0);
        Assert.Equal(["one", "two"], chunks.Select(Text));
        taps.Pass(_request, Chunks("three"));
        Assert.Equal(["three"], taps.Read(_request, next).Chunks.Select(Text));
    }

    [Fact]
    public void Some_seconds_after_the_last_look_nothing_is_kept_any_more()
    {
        var taps = new AnswerTaps(_clock);
        Look(taps, 0);
        _clock.Advance(TimeSpan.FromSeconds(11));
        taps.Pass(_request, Chunks("unseen"));

        Assert.Equal((0, 0), Look(taps, 0));
    }

    [Fact]
    public void Of_a_long_answer_the_end_is_kept_and_its_places_stay_right()
    {
        var taps = new AnswerTaps(_clock);
        Look(taps, 0);
        var large = new string('x', AnswerTaps.MostBytes / 4);
        for (var chunk = 0; chunk < 10; chunk++) taps.Pass(_request, Chunks($"{chunk}{large}"));

        var (chunks, next) = taps.Read(_request, 0);

        Assert.Equal(10, next);
        Assert.Equal(["7", "8", "9"], chunks.Select(chunk => Text(chunk)[..1]));
        Assert.Empty(taps.Read(_request, next).Chunks);
    }

    [Fact]
    public void Only_so_many_are_followed_and_the_one_not_looked_at_longest_makes_room()
    {
        var taps = new AnswerTaps(_clock);
        Look(taps, 0);
        for (var other = 0; other < AnswerTaps.Most; other++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
            taps.Read(RequestId.Create(), 0);
        }

        taps.Pass(_request, Chunks("gone"));
        Assert.Equal((0, 0), Look(taps, 0));
    }

    private (int Chunks, int Next) Look(AnswerTaps taps, int from)
    {
        var (chunks, next) = taps.Read(_request, from);
        return (chunks.Length, next);
    }

    private static ImmutableArray<ReadOnlyMemory<byte>> Chunks(params string[] texts) => [.. texts.Select(text => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text))];

    private static string Text(ReadOnlyMemory<byte> chunk) => Encoding.UTF8.GetString(chunk.Span);
}

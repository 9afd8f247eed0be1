using System.Buffers;

namespace Orchestrator.Upstreams;

/// <summary>
/// Splits bytes, cut anywhere, into the data of server-sent events (WHATWG HTML, 9.2.6). Lines end in LF, CR LF or CR; comments and
/// fields other than <c>data</c> are passed over; an event that the end of the input cuts off is dropped. Memory is bounded by the
/// largest event allowed.
/// </summary>
internal sealed class SseReader(int maxEventBytes)
{
    private static readonly SearchValues<byte> s_lineEnds = SearchValues.Create("\r\n"u8);

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly ArrayBufferWriter<byte> _data = new();
    private bool _hasData;
    private bool _skipLineFeed;
    private bool _started;

    /// <summary>Bytes of an event that is not whole yet.</summary>
    public int Held => _line.WrittenCount + _data.WrittenCount;

    /// <summary>Takes the next bytes and adds the data of every event that they complete. False when an event is larger than allowed; the reader is then of no more use.</summary>
    public bool Read(ReadOnlySpan<byte> bytes, ICollection<ReadOnlyMemory<byte>> events)
    {
        while (!bytes.IsEmpty)
        {
            if (_skipLineFeed)
            {
                _skipLineFeed = false;
                if (bytes[0] == (byte)'\n')
                {
                    bytes = bytes[1..];
                    continue;
                }
            }

            var end = bytes.IndexOfAny(s_lineEnds);
            if (end < 0)
            {
                _line.Write(bytes);
                return WithinBounds;
            }

            if (_line.WrittenCount == 0)
            {
                TakeLine(bytes[..end], events);
            }
            else
            {
                _line.Write(bytes[..end]);
                TakeLine(_line.WrittenSpan, events);
                _line.ResetWrittenCount();
            }

            if (!WithinBounds) return false;
            _skipLineFeed = bytes[end] == (byte)'\r';
            bytes = bytes[(end + 1)..];
        }

        return true;
    }

    private bool WithinBounds => Held <= maxEventBytes;

    private void TakeLine(ReadOnlySpan<byte> line, ICollection<ReadOnlyMemory<byte>> events)
    {
        if (!_started)
        {
            _started = true;
            if (line.StartsWith("\uFEFF"u8)) line = line[3..];
        }

        if (line.IsEmpty) Dispatch(events);
        else if (line.StartsWith("data:"u8)) AddData(line[5..]);
        else if (line.SequenceEqual("data"u8)) AddData([]);
    }

    private void AddData(ReadOnlySpan<byte> value)
    {
        if (_hasData) _data.Write("\n"u8);
        _data.Write(value is [(byte)' ', ..] ? value[1..] : value);
        _hasData = true;
    }

    private void Dispatch(ICollection<ReadOnlyMemory<byte>> events)
    {
        if (!_hasData) return;
        events.Add(_data.WrittenSpan.ToArray());
        _data.ResetWrittenCount();
        _hasData = false;
    }
}

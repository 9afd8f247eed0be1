using System.Buffers;
using System.Text.Json;
using Orchestrator.Items;
using Orchestrator.Outcomes;

namespace Orchestrator.Responses;

/// <summary>Writes events one after the other: each with its type, numbered from 0 without gaps.</summary>
internal sealed class NumberedEvents(EventSink sink)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    private int _sequence;

    public void Emit(string type, Action<Utf8JsonWriter> write)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer, JsonAnswer.Json))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteNumber("sequence_number"u8, _sequence++);
            write(json);
            json.WriteEndObject();
        }
        sink(type, _buffer.WrittenSpan);
    }

    /// <summary>An item as it is now.</summary>
    public void EmitWhole(string type, OpenItem item, Item whole, string status) => Emit(type, json =>
    {
        json.WriteNumber("output_index"u8, item.Index);
        json.WritePropertyName("item"u8);
        whole.Write(json, item.Id, status);
    });

    /// <summary>Something about an item.</summary>
    public void EmitItem(string type, OpenItem item, Action<Utf8JsonWriter> write) => Emit(type, json =>
    {
        json.WriteString("item_id"u8, item.Id);
        json.WriteNumber("output_index"u8, item.Index);
        write(json);
    });

    /// <summary>Something about a part of an item's content.</summary>
    public void EmitPart(string type, OpenItem item, int part, Action<Utf8JsonWriter> write) => EmitItem(type, item, json =>
    {
        json.WriteNumber("content_index"u8, part);
        write(json);
    });
}

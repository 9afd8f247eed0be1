using System.Text.Json;

namespace Orchestrator.Items;

/// <summary>Writes a page of items as the wire's list object.</summary>
internal static class ItemList
{
    /// <param name="found">The page's items and, where there are more, at least one beyond it.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<(ItemId Id, Item Item)> found, int limit)
    {
        var page = found.Take(limit).Select(entry => (Id: entry.Id.ToString(entry.Item), entry.Item)).ToList();
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        foreach (var (id, item) in page) item.Write(json, id, "completed");
        json.WriteEndArray();
        json.WriteString("first_id"u8, page.FirstOrDefault().Id);
        json.WriteString("last_id"u8, page.LastOrDefault().Id);
        json.WriteBoolean("has_more"u8, found.Count > limit);
        json.WriteEndObject();
    }
}

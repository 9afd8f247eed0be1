using Orchestrator.Items;

namespace Orchestrator.Responses;

/// <summary>One item of a response's output, with its id and whether it is whole.</summary>
internal sealed record OutputItem(string Id, Item Item, string Status)
{
    /// <summary>The items of an answer. Where it was cut, its last item was.</summary>
    public static IReadOnlyList<OutputItem> Of(ResponseId response, IReadOnlyList<Item> items, bool cut) =>
        [.. items.Select((item, index) => new OutputItem(
            ItemId.OfOutput(response, index).ToString(item), item, cut && index == items.Count - 1 ? "incomplete" : "completed"))];
}

using System.Text;
using Orchestrator.Items;

namespace Orchestrator.Responses;

/// <summary>An item of the output while its parts still arrive.</summary>
internal abstract class OpenItem(int index, string id)
{
    public int Index { get; } = index;

    public string Id { get; } = id;

    public bool Closed { get; set; }

    /// <summary>What arrived so far.</summary>
    public StringBuilder Written { get; } = new();

    public abstract Item ToItem();

    public sealed class Reasoning(int index, string id) : OpenItem(index, id)
    {
        public override Item ToItem() => new Item.Reasoning(Written.ToString());
    }

    public sealed class Message(int index, string id) : OpenItem(index, id)
    {
        /// <summary>Why the model would not answer, behind the text; null as long as it does.</summary>
        public StringBuilder? Refusal { get; set; }

        /// <summary>Where the refusal stands in the content: 0 where nothing was said before.</summary>
        public int RefusalPart => Written.Length > 0 ? 1 : 0;

        public override Item ToItem() => new Item.Message("assistant", Written.Length == 0 ? [] : [Written.ToString()]) { Refusal = Refusal?.ToString() };
    }

    public sealed class FunctionCall(int index, string id, string callId, string name) : OpenItem(index, id)
    {
        public string Name { get; } = name;

        public override Item ToItem() => new Item.FunctionCall(callId, Name, Written.ToString());
    }
}

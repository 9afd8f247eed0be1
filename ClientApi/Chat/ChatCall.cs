using System.Collections.Immutable;
using Orchestrator.Conversations;

namespace Orchestrator.Chat;

/// <summary>A chat request as the client meant it: what the model is asked, and whether a streamed answer shall end with its usage.</summary>
internal sealed record ChatCall(Prompt Prompt, bool IncludeUsage)
{
    /// <summary>The conversation that it goes on in; null for a chat without memory.</summary>
    public TurnPlace? Place { get; init; }

    /// <summary>What goes in front of all that was said, for this request alone; empty for a chat without memory, which has it in its prompt.</summary>
    public ImmutableArray<Message> Instructions { get; init; } = [];

    /// <summary>Its place among the tenant's own requests that wait: higher goes first, 0 is usual.</summary>
    public int Priority { get; init; }
}

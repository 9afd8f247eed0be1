using System.Collections.Immutable;

namespace Orchestrator.Conversations;

/// <summary>One turn as the window sees it.</summary>
/// <param name="Tokens">What its input and its output add to a prompt, 0 or more.</param>
/// <param name="Opens">Whether it may be the first that is sent.</param>
internal readonly record struct TurnWeight(long Tokens, bool Opens)
{
    /// <summary>
    /// Whether these messages may be the first of what is sent: they begin with somebody who asks, and none of them is the output of a tool
    /// that an earlier turn called, for providers refuse an output whose call they do not see.
    /// </summary>
    public static bool MayOpen(ImmutableArray<Message> input)
    {
        if (input.IsEmpty || input[0].Role is not ("user" or "system" or "developer")) return false;
        foreach (var message in input)
        {
            if (message.Role is "assistant") break;
            if (message.Role is "tool") return false;
        }

        return true;
    }
}

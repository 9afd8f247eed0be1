using System.Collections.Immutable;
using Orchestrator.Conversations;
using Orchestrator.Identity;

namespace Orchestrator.Responses;

/// <summary>Reads all that was said up to and with an answer.</summary>
internal sealed class PastTurns(IGrainFactory grains)
{
    private const int AtATime = 100;

    /// <summary>The messages in order; null where the tenant has no such answer.</summary>
    public async Task<ImmutableArray<Message>?> UpTo(Caller caller, ResponseId response)
    {
        var conversation = grains.GetGrain<IConversationGrain>(ConversationKey.Of(caller.Tenant, response.Conversation));
        var said = ImmutableArray.CreateBuilder<Message>();
        for (var first = 0; first <= response.Turn; first += AtATime)
        {
            if (await conversation.Turns(first, Math.Min(AtATime, response.Turn - first + 1)) is not { } turns) return null;
            foreach (var turn in turns)
            {
                said.AddRange(turn.Input);
                if (turn.Output is { } output) said.Add(output);
                if (turn.Number == response.Turn && turn.Response == response) return said.ToImmutable();
            }
        }

        return null;
    }
}

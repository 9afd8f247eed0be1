using Microsoft.Extensions.Logging;

namespace Orchestrator.Conversations;

/// <summary>Keeps what the list says of a conversation about as young as the conversation: a minute behind at most while it is used, and nothing once it is at rest.</summary>
internal sealed partial class ListEntry(IConversationIndex index, string key, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan s_behind = TimeSpan.FromMinutes(1);

    private readonly (TenantId Tenant, ConversationId Conversation) _whose = ConversationKey.Parse(key);

    private DateTimeOffset _toldAt;
    private bool _isBehind;

    /// <summary>Lists it before it exists: what nobody lists would be kept for ever.</summary>
    public Task Begin(ConversationHead head, History history) => index.Put(head.Shelf, _whose.Tenant, _whose.Conversation, head.CreatedAt, history.Bytes);

    /// <summary>Something was said. Nobody waits for the list.</summary>
    public void Move(ConversationHead head, History history)
    {
        _isBehind = true;
        if (clock.GetUtcNow() - _toldAt >= s_behind) _ = Tell(head, history);
    }

    /// <summary>The conversation comes to rest.</summary>
    public Task Settle(ConversationHead head, History history) => _isBehind ? Tell(head, history) : Task.CompletedTask;

    private async Task Tell(ConversationHead head, History history)
    {
        (_toldAt, _isBehind) = (clock.GetUtcNow(), false);
        try
        {
            await index.Put(head.Shelf, _whose.Tenant, _whose.Conversation, _toldAt, history.Bytes);
        }
        catch (Exception failure)
        {
            // The list may lag; retention asks the conversation itself.
            _isBehind = true;
            LogBehind(_whose.Conversation, failure);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The list of conversations does not hear how {Conversation} is")]
    private partial void LogBehind(ConversationId conversation, Exception failure);
}

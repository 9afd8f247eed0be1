using Microsoft.Extensions.Logging;

namespace Orchestrator.Conversations;

/// <summary>What the grain tells its operators.</summary>
internal sealed partial class ConversationGrain
{
    [LoggerMessage(LogLevel.Debug, "Turn {Turn} of {Conversation} was kept for {Request}")]
    private partial void LogKept(int turn, ConversationId conversation, RequestId request);

    [LoggerMessage(LogLevel.Warning, "Turn {Turn} of {Conversation} was given up: {Request} on {Runner} had until {Until} and may be gone")]
    private partial void LogGivenUp(int turn, ConversationId conversation, RequestId request, SiloAddress runner, DateTimeOffset until);

    [LoggerMessage(LogLevel.Warning, "Turn {Turn} of {Conversation} came too late from {Request}: nothing was written")]
    private partial void LogSuperseded(int turn, ConversationId conversation, RequestId request);

    [LoggerMessage(LogLevel.Information, "Conversation {Conversation} expired: nothing was said in it since {Said}")]
    private partial void LogExpired(ConversationId conversation, DateTimeOffset said);
}

namespace Orchestrator.Chat;

/// <summary>A chat request as the client meant it: what the model is asked, and whether a streamed answer shall end with its usage.</summary>
internal sealed record ChatCall(Prompt Prompt, bool IncludeUsage);

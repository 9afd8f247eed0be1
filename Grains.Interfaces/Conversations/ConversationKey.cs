namespace Orchestrator.Conversations;

/// <summary>The key of a conversation's grain. The tenant is part of it, so nobody can reach another's.</summary>
public static class ConversationKey
{
    public static string Of(TenantId tenant, ConversationId conversation) => $"{tenant}/{conversation}";

    public static (TenantId Tenant, ConversationId Conversation) Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        if (slash <= 0 || !ConversationId.TryParse(key[(slash + 1)..], out var conversation))
            throw new ArgumentException($"'{key}' is not the key of a conversation: expected tenant/conv_...", nameof(key));
        return (new TenantId(key[..slash]), conversation);
    }
}

using Orchestrator.Outcomes;

namespace Orchestrator.Identity;

/// <summary>Says whose key a call carries, or why it does not open the door: configured keys and those of the register alike.</summary>
internal sealed class KeyCheck(LiveKeyRing keys, IKeyNews news, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    /// <summary>Judges the key of a call as it is now. What lasts, such as a socket, asks again for all that it begins.</summary>
    /// <param name="endpoint">What keys may be bound to.</param>
    public async ValueTask<(KeyHolder? Holder, ApiError? Error)> Check(HttpContext context, string endpoint)
    {
        if (TextOf(context) is not { } text) return (null, KeyErrors.Invalid);
        var holder = Find(text.Span);
        if (holder is null)
        {
            // It may have been made just now.
            await news.Refresh();
            holder = Find(text.Span);
        }

        return Refuse(holder, endpoint) is { } error ? (null, error) : (holder, null);
    }

    /// <summary>What was given, where it has the form of a key.</summary>
    private static ReadOnlyMemory<char>? TextOf(HttpContext context)
    {
        if (context.Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var text = header.AsMemory(Scheme.Length).Trim();
        return ApiKey.TryReadId(text.Span, out _) ? text : null;
    }

    private KeyHolder? Find(ReadOnlySpan<char> key)
    {
        if (keys.Current.Find(key) is { } configured) return configured;
        return ApiKey.TryReadId(key, out var id) && news.Find(id.ToString()) is { } made && made.Hash.Matches(key) ? made.Holder : null;
    }

    private ApiError? Refuse(KeyHolder? holder, string endpoint)
    {
        if (holder is null) return news.IsFresh ? KeyErrors.Invalid : KeyErrors.Unknown;
        if (holder.IsRegistered && !news.IsFresh) return KeyErrors.Unknown;
        if (holder.ExpiresAt <= time.GetUtcNow()) return KeyErrors.Invalid;
        if (holder.IsPaused || news.IsPaused(holder.Tenant)) return KeyErrors.Paused;
        return holder.Scope.AllowsEndpoint(endpoint) ? null : KeyErrors.Endpoint(holder.Key, endpoint);
    }
}

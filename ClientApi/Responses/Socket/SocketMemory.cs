using System.Collections.Immutable;

namespace Orchestrator.Responses;

/// <summary>
/// What a socket remembers: its latest response that was not stored, so that the next request can go on from it. It is forgotten with the
/// socket, when going on from it failed, and when it grows beyond a bound.
/// </summary>
internal sealed class SocketMemory(long mostBytes)
{
    private ResponseId? _latest;

    /// <summary>All that was said up to and with the latest answer.</summary>
    public ImmutableArray<Message> Said { get; private set; } = [];

    public bool Holds(ResponseId response) => _latest == response;

    public void Remember(ResponseId response, ImmutableArray<Message> said)
    {
        Forget();
        if (said.Sum(message => (long)message.Json.Length) > mostBytes) return;
        (_latest, Said) = (response, said);
    }

    public void Forget() => (_latest, Said) = (null, []);
}

using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Orchestrator.Tests.Processes;

/// <summary>The events of one stream, one at a time.</summary>
internal sealed class EventLog(HttpResponseMessage answer)
{
    private IAsyncEnumerator<SseItem<string>>? _events;

    public async Task<JsonElement> Next() =>
        await Data() is { } data && data != "[DONE]" ? JsonDocument.Parse(data).RootElement : throw new InvalidOperationException("The stream has ended.");

    /// <summary>All that is left, up to the end.</summary>
    public async Task<List<JsonElement>> Rest()
    {
        var rest = new List<JsonElement>();
        while (await Data() is { } data && data != "[DONE]") rest.Add(JsonDocument.Parse(data).RootElement);
        return rest;
    }

    private async Task<string?> Data()
    {
        _events ??= SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
        return await _events.MoveNextAsync() ? _events.Current.Data : null;
    }
}

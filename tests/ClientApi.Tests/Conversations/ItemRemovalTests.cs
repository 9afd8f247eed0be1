using System.Net;
using System.Text;
using System.Text.Json;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Conversations;

/// <summary>Items that are taken out of a conversation for good.</summary>
public sealed class ItemRemovalTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;
    private FakeConversation _fake = null!;
    private string _path = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiUnderTest.Start();
        _api.Grains.NewConversation = key => _fake = new FakeConversation(key);
        using var begun = await _api.Post("/v1/conversations", "{}");
        _path = $"/v1/conversations/{(await begun.Json()).GetProperty("id").GetString()}/items";
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Removed_items_are_gone_whatever_the_order_and_the_others_keep_their_ids()
    {
        foreach (var (number, order) in Orders([0, 1, 2, 3, 4, 5]).Where((_, number) => number % 40 == 0).Index())
        {
            _fake.Kept.Add(Whole(number));
            var before = await Of(number);
            var left = before.Keys.ToList();
            foreach (var victim in order.Select(place => left[place]).ToList())
            {
                using var answer = await _api.Client.DeleteAsync($"{_path}/{victim}");
                Assert.Equal("conversation", (await answer.Json()).GetProperty("object").GetString());
                before.Remove(victim);
                Assert.Equal(before, await Of(number));
                using var again = await _api.Client.GetAsync($"{_path}/{victim}");
                Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
            }

            Assert.Empty(_fake.Kept[number].Input);
            Assert.Null(_fake.Kept[number].Output);
        }
    }

    [Theory]
    [InlineData("rs", "thought", """{"role":"assistant","content":"said","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"called\":1}"}},{"id":"d","type":"function","function":{"name":"g","arguments":"{}"}}]}""")]
    [InlineData("msg", "said", """{"role":"assistant","content":null,"reasoning_content":"thought","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"called\":1}"}},{"id":"d","type":"function","function":{"name":"g","arguments":"{}"}}]}""")]
    [InlineData("fc", "called", """{"role":"assistant","content":"said","reasoning_content":"thought","tool_calls":[{"id":"d","type":"function","function":{"name":"g","arguments":"{}"}}]}""")]
    public async Task A_message_without_one_of_its_items_is_the_others_verbatim(string kind, string gone, string left)
    {
        _fake.Kept.Add(Whole(0));
        var victim = (await Of(0)).Keys.First(id => id.StartsWith(kind + "_", StringComparison.Ordinal) && id[^5] == 'o');

        using var answer = await _api.Client.DeleteAsync($"{_path}/{victim}");

        var json = Encoding.UTF8.GetString(_fake.Kept.Single().Output!.Json.Span);
        Assert.Equal(left, json);
        Assert.DoesNotContain(gone, json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removal_reads_again_what_another_changed_and_gives_up_where_it_is_locked()
    {
        _fake.Kept.Add(Whole(0));
        var victim = (await Of(0)).Keys.First();
        _fake.Obstacles.Enqueue(new RewriteEnd.Locked());
        using var locked = await _api.Client.DeleteAsync($"{_path}/{victim}");
        _fake.Obstacles.Enqueue(new RewriteEnd.Changed());
        using var changed = await _api.Client.DeleteAsync($"{_path}/{victim}");

        Assert.Equal((HttpStatusCode.BadRequest, "conversation_locked"), (locked.StatusCode, (await locked.Json()).GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.DoesNotContain(victim, (await Of(0)).Keys);
    }

    /// <summary>The items of one turn as they are listed, by their ids.</summary>
    private async Task<Dictionary<string, string>> Of(int turn)
    {
        var all = new List<JsonElement>();
        while (true)
        {
            using var answer = await _api.Client.GetAsync($"{_path}?order=asc&limit=100{(all.Count == 0 ? "" : "&after=" + Id(all[^1]))}");
            var page = await answer.Json();
            all.AddRange(page.GetProperty("data").EnumerateArray());
            if (!page.GetProperty("has_more").GetBoolean()) break;
        }

        return all.Where(item => Id(item)[^13..^5] == $"{turn:x8}").ToDictionary(Id, item => item.GetRawText());
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;

    private static IEnumerable<int[]> Orders(int[] places) => places.Length == 1
        ? [places]
        : places.SelectMany(first => Orders([.. places.Where(place => place != first)]).Select(rest => (int[])[first, .. rest]));

    private static Turn Whole(int number) => new()
    {
        Number = number,
        At = DateTimeOffset.UnixEpoch,
        Input = [Message("user", """{"role":"user","content":"q"}"""), Message("tool", """{"role":"tool","tool_call_id":"c","content":"r"}""")],
        Output = Message("assistant", """{"role":"assistant","content":"said","reasoning_content":"thought","extra":"said thought called","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"called\":1}"}},{"id":"d","type":"function","function":{"name":"g","arguments":"{}"}}]}"""),
    };

    private static Message Message(string role, string json) => new(role, Encoding.UTF8.GetBytes(json));
}

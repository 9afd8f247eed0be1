using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Responses;

/// <summary>Responses on a WebSocket.</summary>
public sealed class SocketTests(TestProduct product) : IClassFixture<TestProduct>
{
    [Fact]
    public async Task Responses_follow_each_other_on_one_socket_and_each_ends_once()
    {
        await product.Upstream.BeHonest();
        using var socket = await Open();
        await Send(socket, new { type = "response.create", model = "deepseek-flash", input = "Tell me of tides" });
        await Send(socket, new { type = "response.create", model = "deepseek-flash", input = "Tell me of winds" });

        foreach (var topic in new[] { "tides", "winds" })
        {
            var events = await Response(socket);
            Assert.Equal(Enumerable.Range(0, events.Count), events.Select(one => one.GetProperty("sequence_number").GetInt32()));
            Assert.Equal("response.created", TypeOf(events[0]));
            Assert.Equal("response.completed", TypeOf(events[^1]));
            Assert.Contains(topic, events[^1].GetProperty("response").GetProperty("output").ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_stored_response_is_gone_on_from_on_another_socket()
    {
        await product.Upstream.BeHonest();
        using var first = await Open();
        await Send(first, new { type = "response.create", model = "deepseek-flash", input = "Remember the harbour" });
        var id = IdOf(await Response(first));
        await first.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);

        using var second = await Open();
        await Send(second, new { type = "response.create", model = "deepseek-flash", input = "What was it, on another socket?", previous_response_id = id });

        Assert.Equal("response.completed", TypeOf((await Response(second))[^1]));
        var sent = Assert.Single(await product.Upstream.Journal(0, "on another socket?")).GetProperty("body").GetString()!;
        Assert.Contains("Remember the harbour", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_stored_is_gone_on_from_on_its_own_socket_only()
    {
        await product.Upstream.BeHonest();
        using var socket = await Open();
        await Send(socket, Unstored("Chain one", null));
        var one = IdOf(await Response(socket));
        await Send(socket, Unstored("Chain two", one));
        var two = IdOf(await Response(socket));
        await Send(socket, Unstored("Chain three", two));
        var three = IdOf(await Response(socket));

        var sent = Assert.Single(await product.Upstream.Journal(0, "Chain three")).GetProperty("body").GetString()!;
        Assert.Contains("Chain one", sent, StringComparison.Ordinal);
        Assert.Contains("Chain two", sent, StringComparison.Ordinal);
        // Only the latest is remembered, and only here.
        await Send(socket, Unstored("From an old one", two));
        Assert.Equal("previous_response_not_found", CodeOf(await Receive(socket)));
        using var elsewhere = await Open();
        await Send(elsewhere, Unstored("From elsewhere", three));
        Assert.Equal("previous_response_not_found", CodeOf(await Receive(elsewhere)));
    }

    [Fact]
    public async Task A_continuation_that_failed_takes_what_it_went_on_from_out_of_memory()
    {
        await product.Upstream.BeHonest();
        using var socket = await Open();
        await Send(socket, Unstored("Before the failure", null));
        var id = IdOf(await Response(socket));
        await product.Upstream.Behave("status=400; times=1");
        await Send(socket, Unstored("The failure", id));
        var failed = (await Response(socket))[^1];
        Assert.Equal("response.failed", TypeOf(failed));

        await Send(socket, Unstored("After the failure", id));

        Assert.Equal("previous_response_not_found", CodeOf(await Receive(socket)));
    }

    [Theory]
    [InlineData("""{"type":"response.steer"}""", "type")]
    [InlineData("""{"type":"response.create","input":"x"}""", "model")]
    [InlineData("""{"type":"response.create","model":"deepseek-flash","input":"x","background":true}""", "background")]
    [InlineData("""{"type":"response.create","model":"deepseek-flash","input":"x","generate":false}""", "generate")]
    public async Task A_bad_message_gets_an_error_that_names_the_field_and_the_socket_goes_on(string message, string field)
    {
        await product.Upstream.BeHonest();
        using var socket = await Open();
        await Send(socket, message);

        var error = await Receive(socket);
        Assert.Equal(("error", 400, field), (TypeOf(error), error.GetProperty("status").GetInt32(), error.GetProperty("error").GetProperty("param").GetString()));
        await Send(socket, new { type = "response.create", model = "deepseek-flash", input = "Still there?" });
        Assert.Equal("response.completed", TypeOf((await Response(socket))[^1]));
    }

    [Fact]
    public async Task A_message_that_is_no_text_or_too_long_is_refused_and_the_socket_goes_on()
    {
        await product.Upstream.BeHonest();
        using var socket = await Open();
        await socket.SendAsync(new byte[9 << 20], WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        await socket.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        await Send(socket, "not json");

        Assert.Equal("invalid_message", CodeOf(await Receive(socket)));
        Assert.Equal("invalid_message", CodeOf(await Receive(socket)));
        Assert.Equal("invalid_json", CodeOf(await Receive(socket)));
    }

    [Fact]
    public async Task A_client_that_leaves_its_socket_ends_the_upstream_call()
    {
        await product.Upstream.Behave("tokens=3000; tps=20");
        var before = await product.Upstream.Newest();
        using (var socket = await Open())
        {
            await Send(socket, new { type = "response.create", model = "deepseek-flash", input = "Never mind" });
            Assert.Equal("response.created", TypeOf(await Receive(socket)));
            await product.Upstream.Arrival(before + 1);
            socket.Abort();
        }

        Assert.NotEqual(JsonValueKind.Null, (await product.Upstream.End(before + 1)).GetProperty("disconnectedAt").ValueKind);
    }

    [Fact]
    public async Task Without_a_key_or_an_upgrade_no_socket_opens()
    {
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Address, TestContext.Current.CancellationToken));
        using var api = new Api(product.Address);
        using var answer = await api.Get("/v1/responses");
        Assert.Equal(HttpStatusCode.UpgradeRequired, answer.StatusCode);
    }

    private Uri Address => new($"{product.Address.Replace("http://", "ws://", StringComparison.Ordinal)}/v1/responses");

    private static object Unstored(string input, string? previous) =>
        new { type = "response.create", model = "deepseek-flash", input, store = false, previous_response_id = previous };

    private async Task<ClientWebSocket> Open()
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {TestTenants.Key(TestTenants.Wide)}");
        await socket.ConnectAsync(Address, TestContext.Current.CancellationToken);
        return socket;
    }

    private static Task Send(ClientWebSocket socket, object message) => Send(socket, JsonSerializer.Serialize(message));

    private static Task Send(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);

    /// <summary>All events of one response, up to its end.</summary>
    private static async Task<List<JsonElement>> Response(ClientWebSocket socket)
    {
        var events = new List<JsonElement>();
        do events.Add(await Receive(socket));
        while (TypeOf(events[^1]) is not ("response.completed" or "response.failed" or "response.incomplete"));
        return events;
    }

    private static async Task<JsonElement> Receive(ClientWebSocket socket)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[16_384];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.Equal(WebSocketMessageType.Text, part.MessageType);
            bytes.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonDocument.Parse(bytes.ToArray()).RootElement;
        }
    }

    private static string TypeOf(JsonElement message) => message.GetProperty("type").GetString()!;

    private static string IdOf(List<JsonElement> events) => events[^1].GetProperty("response").GetProperty("id").GetString()!;

    private static string? CodeOf(JsonElement message) => message.GetProperty("error").GetProperty("code").GetString();
}

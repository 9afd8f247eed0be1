using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Chat;

/// <summary>Requests that must not reach a grain, and what their senders are told.</summary>
public sealed class MalformedRequestTests : IAsyncLifetime
{
    private const string User = """[{"role":"user","content":"x"}]""";

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.Start(new() { ["Api:Requests:Messages"] = "8", ["Api:Requests:BodyBytes"] = "4096" });

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    public static TheoryData<string, string, string?> Bodies => new()
    {
        { "", "invalid_json", null },
        { "   ", "invalid_json", null },
        { "[]", "invalid_json", null },
        { "\"text\"", "invalid_json", null },
        { "{", "invalid_json", null },
        { "{}x", "invalid_json", null },
        { "{\"model\":\"small\",}", "invalid_json", null },
        { "{/* no */\"model\":\"small\"}", "invalid_json", null },
        { "{\"model\":\"small\",\"x\":" + new string('[', 70) + new string(']', 70) + "}", "invalid_json", null },
        { "{\"model\":\"\\ud800\"}", "invalid_json", null },
        { "{\"\\udc00\":1}", "invalid_json", null },
        { "{\"model\":\"small\",\"model\":\"small\"}", "duplicate_key", "model" },
        { "{\"model\":\"small\",\"mod\\u0065l\":\"small\"}", "duplicate_key", "model" },
        { "{\"model\":\"small\",\"messages\":[{},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"type\":\"text\"}]}]}", "duplicate_key", "messages[1].content[0].type" },
        { "{}", "missing_required_parameter", "model" },
        { With("model", "1"), "invalid_type", "model" },
        { With("model", "null"), "invalid_type", "model" },
        { With("model", "\"\""), "invalid_value", "model" },
        { With("model", "\"" + new string('m', 257) + "\""), "invalid_value", "model" },
        { "{\"model\":\"small\"}", "missing_required_parameter", "messages" },
        { Messages("{}"), "invalid_type", "messages" },
        { Messages("\"hello\""), "invalid_type", "messages" },
        { Messages("[]"), "invalid_value", "messages" },
        { Messages("[" + string.Join(',', Enumerable.Repeat("{\"role\":\"user\",\"content\":\"x\"}", 9)) + "]"), "invalid_value", "messages" },
        { Messages("[1]"), "invalid_type", "messages[0]" },
        { Messages("[{\"content\":\"x\"}]"), "missing_required_parameter", "messages[0].role" },
        { Messages("[{\"role\":1,\"content\":\"x\"}]"), "invalid_type", "messages[0].role" },
        { Messages("[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"owner\",\"content\":\"x\"}]"), "invalid_value", "messages[1].role" },
        { Messages("[{\"role\":\"user\"}]"), "missing_required_parameter", "messages[0].content" },
        { Messages("[{\"role\":\"user\",\"content\":null}]"), "missing_required_parameter", "messages[0].content" },
        { Messages("[{\"role\":\"assistant\",\"content\":null}]"), "missing_required_parameter", "messages[0].content" },
        { Messages("[{\"role\":\"user\",\"content\":7}]"), "invalid_type", "messages[0].content" },
        { Messages("[{\"role\":\"user\",\"content\":[]}]"), "invalid_value", "messages[0].content" },
        { Messages("[{\"role\":\"user\",\"content\":[\"x\"]}]"), "invalid_type", "messages[0].content[0]" },
        { Messages("[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]"), "missing_required_parameter", "messages[0].content[0].type" },
        { Messages("[{\"role\":\"user\",\"content\":[{\"type\":1}]}]"), "invalid_type", "messages[0].content[0].type" },
        { Messages("[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]"), "missing_required_parameter", "messages[0].content[0].text" },
        { Messages("[{\"role\":\"tool\",\"content\":\"x\"}]"), "missing_required_parameter", "messages[0].tool_call_id" },
        { Messages("[{\"role\":\"tool\",\"tool_call_id\":1,\"content\":\"x\"}]"), "invalid_type", "messages[0].tool_call_id" },
        { Messages("[{\"role\":\"assistant\",\"tool_calls\":{}}]"), "invalid_type", "messages[0].tool_calls" },
        { Messages("[{\"role\":\"assistant\",\"tool_calls\":[1]}]"), "invalid_type", "messages[0].tool_calls[0]" },
        { Messages("[{\"role\":\"user\",\"content\":\"x\",\"name\":1}]"), "invalid_type", "messages[0].name" },
        { With("temperature", "\"hot\""), "invalid_type", "temperature" },
        { With("temperature", "2.01"), "invalid_value", "temperature" },
        { With("temperature", "1e999"), "invalid_value", "temperature" },
        { With("top_p", "-0.1"), "invalid_value", "top_p" },
        { With("presence_penalty", "3"), "invalid_value", "presence_penalty" },
        { With("frequency_penalty", "-3"), "invalid_value", "frequency_penalty" },
        { With("max_tokens", "0"), "invalid_value", "max_tokens" },
        { With("max_tokens", "1.5"), "invalid_value", "max_tokens" },
        { With("max_tokens", "99999999999999999999"), "invalid_value", "max_tokens" },
        { With("max_completion_tokens", "\"5\""), "invalid_type", "max_completion_tokens" },
        { With("n", "2"), "unsupported_value", "n" },
        { With("seed", "1.5"), "invalid_value", "seed" },
        { With("stop", "5"), "invalid_type", "stop" },
        { With("stop", "[" + string.Join(',', Enumerable.Repeat("\"s\"", 17)) + "]"), "invalid_value", "stop" },
        { With("stop", "[1]"), "invalid_type", "stop[0]" },
        { With("stream", "\"yes\""), "invalid_type", "stream" },
        { With("stream_options", "{}"), "invalid_value", "stream_options" },
        { With("stream", "true,\"stream_options\":1"), "invalid_type", "stream_options" },
        { With("stream", "true,\"stream_options\":{\"include_usage\":1}"), "invalid_type", "stream_options.include_usage" },
        { With("tools", "{}"), "invalid_type", "tools" },
        { With("tools", "[1]"), "invalid_type", "tools[0]" },
        { With("tools", "[{}]"), "missing_required_parameter", "tools[0].type" },
        { With("tools", "[{\"type\":\"function\"}]"), "missing_required_parameter", "tools[0].function" },
        { With("tools", "[{\"type\":\"function\",\"function\":{}}]"), "missing_required_parameter", "tools[0].function.name" },
        { With("tools", "[{\"type\":\"function\",\"function\":{\"name\":1}}]"), "invalid_type", "tools[0].function.name" },
        { With("tools", "[" + string.Join(',', Enumerable.Repeat("{}", 129)) + "]"), "invalid_value", "tools" },
        { With("tool_choice", "1"), "invalid_type", "tool_choice" },
        { With("tool_choice", "{}"), "missing_required_parameter", "tool_choice.type" },
        { With("response_format", "\"json\""), "invalid_type", "response_format" },
        { With("response_format", "{}"), "missing_required_parameter", "response_format.type" },
        { With("logprobs", "1"), "invalid_type", "logprobs" },
        { With("service_tier", "5"), "invalid_type", "service_tier" },
        { With("top_logprobs", "21"), "invalid_value", "top_logprobs" },
        { With("user", "1"), "invalid_type", "user" },
        { With("user", "\"" + new string('u', 513) + "\""), "invalid_value", "user" },
        { With("metadata", "[]"), "invalid_type", "metadata" },
        { With("metadata", "{\"k\":1}"), "invalid_type", "metadata.k" },
        { With("metadata", "{" + string.Join(',', Enumerable.Range(0, 17).Select(n => $"\"k{n}\":\"v\"")) + "}"), "invalid_value", "metadata" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_malformed_body_is_refused_by_name_and_reaches_no_grain(string body, string code, string? param)
    {
        using var answer = await _api.Post("/v1/chat/completions", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = await answer.Error();
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Equal(param, error.GetProperty("param").GetString());
        if (param is not null) Assert.Contains($"'{param}'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotNull(answer.Header("x-request-id"));
        Assert.Empty(_api.Hall.Requests);
    }

    [Fact]
    public async Task Invalid_utf8_is_refused()
    {
        using var answer = await _api.Post("/v1/chat/completions", [.. "{\"model\":\""u8, 0xff, .. "\"}"u8]);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("invalid_json", (await answer.Error()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_unknown_model_is_not_found()
    {
        using var answer = await _api.Post("/v1/chat/completions", With("model", "\"gone\""));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var error = await answer.Error();
        Assert.Equal("model_not_found", error.GetProperty("code").GetString());
        Assert.Equal("model", error.GetProperty("param").GetString());
        Assert.Empty(_api.Hall.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_longer_than_allowed_is_refused_whether_or_not_it_says_so_first(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        var bytes = Encoding.ASCII.GetBytes(With("x", "\"" + new string('y', 5000) + "\""));
        request.Content = chunked ? new StreamContent(new OneByOne(bytes)) : new ByteArrayContent(bytes);
        request.Content.Headers.ContentType = new("application/json");

        using var answer = await _api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal("request_too_large", (await answer.Error()).GetProperty("code").GetString());
        Assert.Empty(_api.Hall.Requests);
    }

    [Fact]
    public async Task A_body_that_arrives_too_slowly_is_cut_off()
    {
        await using var api = await ApiUnderTest.Start(new() { ["Api:Connections:RateGrace"] = "00:00:01.100", ["Api:Connections:MinRequestBytesPerSecond"] = "100000" });
        using var socket = new TcpClient();
        await socket.ConnectAsync(api.Address.Host, api.Address.Port);
        var head = $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ApiUnderTest.AcmeKey}\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n{{";
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));

        using var answer = new StreamReader(socket.GetStream());

        Assert.StartsWith("HTTP/1.1 408", await answer.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(15)), StringComparison.Ordinal);
        Assert.Empty(api.Hall.Requests);
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/jsonish", null)]
    [InlineData("application/json; charset=latin1", null)]
    [InlineData(null, null)]
    [InlineData("application/json", "gzip")]
    public async Task Anything_but_plain_json_in_utf8_is_refused(string? contentType, string? encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent("{}"u8.ToArray()) };
        if (contentType is not null) request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        if (encoding is not null) request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);

        using var answer = await _api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("unsupported_media_type", (await answer.Error()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GET", "/v1/chat/completions", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("DELETE", "/v1/models", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    [InlineData("POST", "/v1/chat", HttpStatusCode.NotFound, "unknown_url")]
    [InlineData("GET", "/favicon.ico", HttpStatusCode.NotFound, "unknown_url")]
    public async Task A_wrong_verb_or_path_is_told_in_the_form_that_libraries_read(string verb, string path, HttpStatusCode status, string code)
    {
        using var answer = await _api.Client.SendAsync(new HttpRequestMessage(new HttpMethod(verb), path));

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, (await answer.Error()).GetProperty("code").GetString());
        Assert.NotNull(answer.Header("x-request-id"));
    }

    private static string With(string member, string value) =>
        member is "model" ? $$"""{"model":{{value}},"messages":{{User}}}""" : $$"""{"model":"small","messages":{{User}},"{{member}}":{{value}}}""";

    private static string Messages(string value) => $$"""{"model":"small","messages":{{value}}}""";

    /// <summary>A stream of unknown length that gives a few bytes at a time.</summary>
    private sealed class OneByOne(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 100)]);
    }
}

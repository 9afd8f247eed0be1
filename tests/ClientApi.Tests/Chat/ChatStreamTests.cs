using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Hosting;
using Orchestrator.Requests;
using Xunit;

namespace Orchestrator.Chat;

public sealed class ChatStreamTests
{
    private const string Hello = """{"model":"small","stream":true,"messages":[{"role":"user","content":"hello"}]}""";
    private const string HelloWithUsage = """{"model":"small","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hello"}]}""";
    private const string Usage = """{"id":"c","choices":[],"usage":{"total_tokens":3}}""";

    [Fact]
    public async Task Chunks_come_in_order_whatever_order_they_were_pushed_in_and_end_with_done()
    {
        await using var api = await ApiUnderTest.Start();
        int[] order = [3, 0, 2, 1, 5, 4, 7, 6];
        api.Hall.Answer = async (_, reader, _) =>
        {
            var pushes = order.Select(number => reader!.Push(Answers.Batch(number, $$"""{"n":{{number}},"choices":[{}]}""", $$"""{"m":{{number}}}"""))).ToArray();
            Assert.All(await Task.WhenAll(pushes), Assert.True);
            return Answers.Streamed(order.Length);
        };

        using var answer = await api.Post("/v1/chat/completions", Hello);

        var data = await answer.Data();
        string[] expected = [.. Enumerable.Range(0, order.Length).SelectMany(number => new[] { $$"""{"n":{{number}},"choices":[{}]}""", $$"""{"m":{{number}}}""" }), "[DONE]"];
        Assert.Equal("text/event-stream; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-cache", answer.Header("Cache-Control"));
        Assert.Equal("no", answer.Header("X-Accel-Buffering"));
        Assert.Equal(expected, data);
        Assert.True(api.Hall.Requests.Single().Prompt.Stream);
        Assert.True(api.Hall.Requests.Single().Prompt.Parameters.IsEmpty);
    }

    [Fact]
    public async Task Batches_that_arrive_after_the_outcome_are_waited_for()
    {
        await using var api = await ApiUnderTest.Start();
        IChunkReader? reader = null;
        api.Hall.Answer = (_, given, _) =>
        {
            reader = given;
            _ = given!.Push(Answers.Batch(0, "{\"n\":0}"));
            return Task.FromResult(Answers.Streamed(2));
        };

        using var answer = await api.Post("/v1/chat/completions", Hello);
        Assert.True(await reader!.Push(Answers.Batch(1, "{\"n\":1}")));

        var data = await answer.Data();
        Assert.Equal(["{\"n\":0}", "{\"n\":1}", "[DONE]"], data);
    }

    [Theory]
    [InlineData(Hello, false)]
    [InlineData(HelloWithUsage, true)]
    public async Task The_usage_chunk_is_shown_only_to_who_asked_for_it(string request, bool shown)
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Push(Answers.Batch(0, """{"choices":[{"delta":{"content":"\"choices\":[]"}}],"usage":null}"""));
            await reader.Push(Answers.Batch(1, Usage));
            return Answers.Streamed(2);
        };

        using var answer = await api.Post("/v1/chat/completions", request);

        var data = await answer.Data();
        Assert.Equal(shown, data.Contains(Usage));
        Assert.Equal(shown ? 3 : 2, data.Length);
    }

    [Fact]
    public async Task A_failure_after_the_first_chunk_is_an_error_event_and_the_stream_ends_without_done()
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Push(Answers.Batch(0, "{\"n\":0}"));
            return Answers.Failed(UpstreamFailureKind.TooSlow, batches: 1);
        };

        using var answer = await api.Post("/v1/chat/completions", Hello);

        var data = await answer.Data();
        Assert.Equal(2, data.Length);
        Assert.Contains("\"code\":\"upstream_timeout\"", data[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silo_that_dies_mid_stream_leaves_an_error_event_and_no_done()
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Push(Answers.Batch(0, "{\"n\":0}"));
            throw new Orleans.Runtime.SiloUnavailableException("gone");
        };

        using var answer = await api.Post("/v1/chat/completions", Hello);

        var data = await answer.Data();
        Assert.Equal("{\"n\":0}", data[0]);
        Assert.Contains("service_unavailable", data[1], StringComparison.Ordinal);
        Assert.Equal(2, data.Length);
    }

    [Fact]
    public async Task A_client_that_leaves_mid_stream_refuses_further_batches_and_cancels_the_call()
    {
        await using var api = await ApiUnderTest.Start();
        var refused = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Hall.Answer = async (_, reader, gone) =>
        {
            await reader!.Push(Answers.Batch(0, "{\"n\":0}"));
            var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = gone.Register(() => cancelled.TrySetResult());
            await cancelled.Task;
            refused.SetResult(!await reader.Push(Answers.Batch(2, "{\"n\":2}")));
            return new ChatOutcome.ClientGone();
        };

        var answer = await api.Post("/v1/chat/completions", Hello);
        answer.Dispose();

        Assert.True(await refused.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_client_that_stops_reading_is_cut_off()
    {
        await using var api = await ApiUnderTest.Start(new() { ["Api:Streaming:WriteTimeout"] = "00:00:00.200" });
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var chunk = "{\"n\":\"" + new string('x', 256 * 1024) + "\"}";
        api.Hall.Answer = async (_, reader, gone) =>
        {
            for (var number = 0; await reader!.Push(Answers.Batch(number, chunk)); number++) { }
            using var registration = gone.Register(() => ended.TrySetResult());
            await ended.Task;
            return new ChatOutcome.ClientGone();
        };
        using var socket = new TcpClient { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(api.Address.Host, api.Address.Port);
        var head = $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ApiUnderTest.AcmeKey}\r\nContent-Type: application/json\r\nContent-Length: {Hello.Length}\r\n\r\n{Hello}";

        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_silent_stream_shows_that_it_lives_once_it_has_begun()
    {
        await using var api = await ApiUnderTest.Start(new() { ["Api:Streaming:KeepAliveEvery"] = "00:00:00.020" });
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Hall.Answer = async (_, reader, _) =>
        {
            await reader!.Push(Answers.Batch(0, "{\"n\":0}"));
            await seen.Task;
            return Answers.Streamed(1);
        };

        using var answer = await api.Post("/v1/chat/completions", Hello);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        while (await lines.ReadLineAsync() != ": keep-alive") { }
        seen.SetResult();

        Assert.EndsWith("data: [DONE]\n\n", await lines.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_comes_after_the_call_was_cancelled_is_still_refused_and_then_the_reader_is_given_back()
    {
        await using var api = await ApiUnderTest.Start(new() { ["Api:Streaming:Farewell"] = "00:00:00.050" });
        var late = new TaskCompletionSource<Task<bool>>(TaskCreationOptions.RunContinuationsAsynchronously);
        api.Hall.Answer = async (_, reader, gone) =>
        {
            await reader!.Push(Answers.Batch(0, "{}"));
            try
            {
                await Task.Delay(Timeout.Infinite, gone);
            }
            finally
            {
                late.SetResult(reader.Push(Answers.Batch(1, "{}")));
            }
            return Answers.Streamed(2);
        };

        var answer = await api.Post("/v1/chat/completions", Hello);
        answer.Dispose();

        Assert.False(await await late.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        await api.Grains.ReaderReturned.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Readers_are_given_back_when_the_answer_is_over()
    {
        await using var api = await ApiUnderTest.Start();
        api.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Streamed(0));

        using var answer = await api.Post("/v1/chat/completions", Hello);

        var data = await answer.Data();
        Assert.Equal(["[DONE]"], data);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await api.DisposeAsync();
        Assert.Equal(0, api.Grains.OpenReaders);
    }
}

using System.Net;
using System.Text.Json;
using Orchestrator.Tests.Processes;
using Xunit;

namespace Orchestrator.Tests.Responses;

/// <summary>What a response is by whether it is stored, made in the background and streamed, and what may be done with it afterwards.</summary>
public sealed class ResponseMatrixTests(TestProduct product) : IClassFixture<TestProduct>
{
    private const string Synchronous = "Cannot cancel a synchronous response.";

    public static TheoryData<bool, bool, bool, Expected> Matrix => new()
    {
        // store, background, stream → is it SSE, GET, GET as stream, cancel when it has ended
        { true, false, false, new(false, 200, "This response cannot be streamed because it was not created with background=true.", Synchronous) },
        { true, false, true, new(true, 200, "This response cannot be streamed because it was not created with background=true.", Synchronous) },
        { true, true, false, new(false, 200, "This response cannot be streamed because it was not created with stream=true.", "Cannot cancel a completed response.") },
        { true, true, true, new(true, 200, null, "Cannot cancel a completed response.") },
        { false, false, false, new(false, 404, "not found", "not found") },
        { false, false, true, new(true, 404, "not found", "not found") },
    };

    [Theory, MemberData(nameof(Matrix))]
    public async Task Every_mix_answers_and_can_be_fetched_as_the_contract_says(bool store, bool background, bool stream, Expected expected)
    {
        await product.Upstream.BeHonest();
        using var api = new Api(product.Address);
        using var created = await api.Post("/v1/responses", Create("Tell me of the tides", store, background, stream));
        Assert.Equal(HttpStatusCode.OK, created.StatusCode);
        Assert.Equal(expected.IsEvents ? "text/event-stream" : "application/json", created.Content.Headers.ContentType!.MediaType);
        var first = expected.IsEvents ? Parse((await Api.Events(created))[0]).GetProperty("response") : await Api.Json(created);
        var id = first.GetProperty("id").GetString()!;
        Assert.Equal(background, first.GetProperty("background").GetBoolean());
        Assert.Equal(store, first.GetProperty("store").GetBoolean());

        var found = await Ended(api, id);

        Assert.Equal(expected.Get, (int)found.Status);
        if (expected.Get == 200)
        {
            Assert.Equal("completed", found.Body.GetProperty("status").GetString());
            Assert.Contains("tides", found.Body.GetProperty("output").ToString(), StringComparison.Ordinal);
            Assert.True(found.Body.GetProperty("completed_at").GetInt64() >= found.Body.GetProperty("created_at").GetInt64());
        }

        using var replay = await api.Get($"/v1/responses/{id}?stream=true");
        if (expected.Replay is null) Assert.Equal("response.created", Parse((await Api.Events(replay))[0]).GetProperty("type").GetString());
        else Assert.Contains(expected.Replay, await Error(replay), StringComparison.Ordinal);

        using var cancel = await api.Post($"/v1/responses/{id}/cancel", "");
        Assert.Contains(expected.Cancel, await Error(cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Background_without_store_is_refused(bool stream)
    {
        using var api = new Api(product.Address);

        using var answer = await api.Post("/v1/responses", Create("No way", store: false, background: true, stream));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var error = (await Api.Json(answer)).GetProperty("error");
        Assert.Equal(("unsupported_parameter", "background"), (error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_running_background_response_is_in_progress_and_can_be_cancelled_twice(bool stream)
    {
        using var api = new Api(product.Address);
        await product.Upstream.Behave("tokens=2000; tps=20");
        var before = await product.Upstream.Newest();
        using var created = await api.Post("/v1/responses", Create("Take your time", true, true, stream));
        var events = stream ? new EventLog(created) : null;
        var id = stream ? (await events!.Next()).GetProperty("response").GetProperty("id").GetString()! : (await Api.Json(created)).GetProperty("id").GetString()!;
        var running = await api.Json($"/v1/responses/{id}");
        Assert.Equal("in_progress", running.GetProperty("status").GetString());
        await product.Upstream.Arrival(before + 1);

        using var first = await api.Post($"/v1/responses/{id}/cancel", "");
        using var second = await api.Post($"/v1/responses/{id}/cancel", "");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        var cancelled = await first.Content.ReadAsStringAsync();
        Assert.Equal(cancelled, await second.Content.ReadAsStringAsync());
        Assert.Equal("cancelled", Parse(cancelled).GetProperty("status").GetString());
        Assert.Equal(0, Parse(cancelled).GetProperty("output").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, Parse(cancelled).GetProperty("completed_at").ValueKind);
        Assert.NotEqual(JsonValueKind.Null, (await product.Upstream.End(before + 1)).GetProperty("disconnectedAt").ValueKind);
        if (events is not null)
        {
            var last = (await events.Rest())[^1];
            Assert.Equal(("response.failed", "cancelled"), (last.GetProperty("type").GetString(), last.GetProperty("response").GetProperty("status").GetString()));
        }

        // Nothing can follow an answer that never was.
        using var follow = await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","input":"x","previous_response_id":"{{id}}"}""");
        Assert.Equal("previous_response_not_found", (await Api.Json(follow)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_background_response_that_fails_says_so_when_it_is_fetched_and_cannot_be_cancelled()
    {
        using var api = new Api(product.Address);
        await product.Upstream.Behave("status=400");
        using var created = await api.Post("/v1/responses", Create("Fail", true, true, true));
        var last = Parse((await Api.Events(created))[^2]);
        Assert.Equal("response.failed", last.GetProperty("type").GetString());
        var id = last.GetProperty("response").GetProperty("id").GetString()!;

        var found = await api.Json($"/v1/responses/{id}");
        using var cancel = await api.Post($"/v1/responses/{id}/cancel", "");

        Assert.Equal(last.GetProperty("response").GetProperty("error").ToString(), found.GetProperty("error").ToString());
        Assert.Contains("Cannot cancel a failed response.", await Error(cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_a_background_stream_ends_nothing()
    {
        using var api = new Api(product.Address);
        await product.Upstream.Behave("tokens=60; tps=100");
        var created = await api.Post("/v1/responses", Create("Go on without me", true, true, true));
        var id = (await new EventLog(created).Next()).GetProperty("response").GetProperty("id").GetString()!;
        created.Dispose();

        Assert.Equal("completed", (await Ended(api, id)).Body.GetProperty("status").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deleted_response_is_missing_and_so_is_what_it_said(bool background)
    {
        await product.Upstream.BeHonest();
        using var api = new Api(product.Address);
        using var created = await api.Post("/v1/responses", Create("Forget the canary", true, background, false));
        var id = (await Api.Json(created)).GetProperty("id").GetString()!;
        await Ended(api, id);

        using var deleted = await api.Delete($"/v1/responses/{id}");

        Assert.Equal($$"""{"id":"{{id}}","object":"response.deleted","deleted":true}""", await deleted.Content.ReadAsStringAsync());
        using var gone = await api.Get($"/v1/responses/{id}");
        Assert.Equal("response_not_found", (await Api.Json(gone)).GetProperty("error").GetProperty("code").GetString());
        using var next = await api.Post("/v1/responses", $$"""{"model":"deepseek-flash","input":"x","previous_response_id":"{{id}}"}""");
        Assert.Equal("previous_response_not_found", (await Api.Json(next)).GetProperty("error").GetProperty("code").GetString());
        using var twice = await api.Delete($"/v1/responses/{id}");
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
    }

    [Fact]
    public async Task A_response_in_flight_is_not_deleted()
    {
        await product.Upstream.Behave("tokens=2000; tps=20");
        using var api = new Api(product.Address);
        using var created = await api.Post("/v1/responses", Create("Still at it", true, true, false));
        var id = (await Api.Json(created)).GetProperty("id").GetString()!;

        using var deleted = await api.Delete($"/v1/responses/{id}");

        Assert.Contains("Cannot delete an in-flight response.", await Error(deleted), StringComparison.Ordinal);
        using var cancel = await api.Post($"/v1/responses/{id}/cancel", "");
        Assert.Equal(HttpStatusCode.OK, cancel.StatusCode);
    }

    [Theory]
    [InlineData("stream=maybe", "stream")]
    [InlineData("stream=true&starting_after=-1", "starting_after")]
    [InlineData("stream=true&starting_after=x", "starting_after")]
    public async Task A_bad_query_names_its_member(string query, string member)
    {
        await product.Upstream.BeHonest();
        using var api = new Api(product.Address);
        using var created = await api.Post("/v1/responses", Create("x", true, false, false));

        using var answer = await api.Get($"/v1/responses/{(await Api.Json(created)).GetProperty("id").GetString()}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(member, (await Api.Json(answer)).GetProperty("error").GetProperty("param").GetString());
    }

    private static string Create(string input, bool store, bool background, bool stream) =>
        JsonSerializer.Serialize(new { model = "deepseek-flash", input, store, background, stream, reasoning = new { effort = "none" } });

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static async Task<string> Error(HttpResponseMessage answer)
    {
        Assert.False(answer.IsSuccessStatusCode);
        return (await Api.Json(answer)).GetProperty("error").GetProperty("message").GetString()!;
    }

    /// <summary>The response as it is fetched once it has ended.</summary>
    private static async Task<(HttpStatusCode Status, JsonElement Body)> Ended(Api api, string id)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            using var answer = await api.Get($"/v1/responses/{id}");
            var body = await Api.Json(answer);
            if (!body.TryGetProperty("status", out var status) || status.GetString() is not ("queued" or "in_progress")) return (answer.StatusCode, body);
            await pace.WaitForNextTickAsync();
        }
    }

    public sealed record Expected(bool IsEvents, int Get, string? Replay, string Cancel);
}

using System.Collections.Immutable;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Hosting;
using Orchestrator.Identity;
using Xunit;

namespace Orchestrator.Tenants;

public sealed class RegisteredKeyTests
{
    private const string Text = "orc_made1_0123456789abcdef";

    private static readonly Dictionary<string, string?> s_settings = new() { ["Plans:open:Weight"] = "1", ["Tenants:acme:Plan"] = "open" };

    [Fact]
    public async Task A_key_works_on_the_first_call_after_it_was_made_elsewhere()
    {
        await using var api = await ApiUnderTest.Start(s_settings);
        using var client = api.NewClient(Text);
        Assert.Equal(HttpStatusCode.Unauthorized, await Call(client));

        Make(api, new());

        Assert.Equal(HttpStatusCode.OK, await Call(client));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_and_the_tenants_other_keys_are_not()
    {
        const string Other = "orc_made2_0123456789abcdef";
        await using var api = await ApiUnderTest.Start(s_settings);
        Make(api, new());
        Order(api, new RegisterChange.CreateKey("zeta", new KeyRecord { Id = "made2", Hash = KeyHash.Of(Other).ToString() }));
        using var client = api.NewClient(Text);
        using var other = api.NewClient(Other);
        Assert.Equal(HttpStatusCode.OK, await Call(client));

        Order(api, new RegisterChange.RevokeKey("zeta", "made1"));
        await News(api);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await Call(client), await Call(other)));
    }

    [Fact]
    public async Task A_key_is_refused_once_it_expired()
    {
        var time = new FakeTimeProvider(new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var api = await ApiUnderTest.Start(s_settings, time: time);
        Make(api, new() { ExpiresAt = time.GetUtcNow().AddSeconds(1) });
        await News(api);
        using var client = api.NewClient(Text);
        Assert.Equal(HttpStatusCode.OK, await Call(client));

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Unauthorized, await Call(client));
    }

    [Fact]
    public async Task A_key_opens_what_it_is_bound_to_and_says_what_it_does_not()
    {
        await using var api = await ApiUnderTest.Start(s_settings);
        Make(api, new() { Endpoints = ["models", "chat"], Models = ["small"] });
        using var client = api.NewClient(Text);

        using var conversation = await client.PostAsync("/v1/conversations", new StringContent("{}", Encoding.UTF8, "application/json"));
        using var chat = await client.PostAsync("/v1/chat/completions", new StringContent("""{"model":"deepseek-flash","messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.OK, await Call(client));
        Assert.Equal(HttpStatusCode.Forbidden, conversation.StatusCode);
        Assert.Equal("The key 'made1' may not call 'conversations'.", (await conversation.Error()).GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, chat.StatusCode);
        Assert.Equal(("key_scope", "model"), ((await chat.Error()).GetProperty("code").GetString(), (await chat.Error()).GetProperty("param").GetString()));
    }

    [Fact]
    public async Task A_paused_tenants_calls_are_refused_by_all_its_keys_until_it_is_resumed()
    {
        await using var api = await ApiUnderTest.Start(s_settings);
        Make(api, new());
        using var client = api.NewClient(Text);
        Order(api, new RegisterChange.ChangeTenant("zeta", null, null, true));
        Order(api, new RegisterChange.ChangeTenant("acme", null, null, true));
        await News(api);

        using var refused = await client.GetAsync("/v1/models");
        Assert.Equal("tenant_paused", (await refused.Error()).GetProperty("code").GetString());
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (refused.StatusCode, await Call(api.Client)));

        Order(api, new RegisterChange.ChangeTenant("zeta", null, null, false));
        Order(api, new RegisterChange.ChangeTenant("acme", null, null, false));
        await News(api);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await Call(client), await Call(api.Client)));
    }

    [Fact]
    public async Task While_the_register_is_silent_its_keys_wait_after_five_seconds_and_configured_ones_do_not()
    {
        var time = new FakeTimeProvider(new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
        await using var api = await ApiUnderTest.Start(s_settings, time: time);
        Make(api, new());
        await News(api);
        using var client = api.NewClient(Text);
        Assert.Equal(HttpStatusCode.OK, await Call(client));

        Register(api).IsSilent = true;
        time.Advance(TimeSpan.FromSeconds(6));

        using var answer = await client.GetAsync("/v1/models");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (answer.StatusCode, await Call(api.Client)));
        Assert.Equal("1", answer.Header("Retry-After"));

        Register(api).IsSilent = false;
        Order(api, new RegisterChange.Note("test.note", "", ""));
        await News(api);
        Assert.Equal(HttpStatusCode.OK, await Call(client));
    }

    [Fact]
    public async Task A_wrong_edit_of_configuration_keeps_no_revoked_key_alive()
    {
        await using var api = await ApiUnderTest.Start(s_settings);
        Make(api, new());
        using var client = api.NewClient(Text);
        Assert.Equal(HttpStatusCode.OK, await Call(client));

        api.Configuration["Tenants:acme:Keys:bad"] = "nonsense";
        api.Configuration.Reload();
        Order(api, new RegisterChange.RevokeKey("zeta", "made1"));
        await News(api);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await Call(client), await Call(api.Client)));
    }

    [Fact]
    public async Task A_socket_that_was_opened_before_its_key_was_revoked_begins_nothing_more()
    {
        await using var api = await ApiUnderTest.Start(s_settings);
        Make(api, new() { Models = ["small"] });
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + Text);
        await socket.ConnectAsync(new Uri($"ws://{api.Address.Authority}/v1/responses"), CancellationToken.None);
        // The model is beyond the key's scope: the door has the message, and no hall is asked.
        Assert.Equal("key_scope", await Say(socket));

        Order(api, new RegisterChange.RevokeKey("zeta", "made1"));
        await News(api);

        Assert.Equal("invalid_api_key", await Say(socket));
    }

    private static async Task<string?> Say(ClientWebSocket socket)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes("""{"type":"response.create","model":"deepseek-flash","input":"Hi"}"""), WebSocketMessageType.Text, true, CancellationToken.None);
        var bytes = new byte[4_096];
        var got = await socket.ReceiveAsync(bytes, CancellationToken.None);
        return JsonDocument.Parse(bytes.AsMemory(0, got.Count)).RootElement.GetProperty("error").GetProperty("code").GetString();
    }

    private static async Task<HttpStatusCode> Call(HttpClient client)
    {
        using var answer = await client.GetAsync("/v1/models");
        return answer.StatusCode;
    }

    /// <summary>A tenant with one key.</summary>
    private static void Make(ApiUnderTest api, Scope scope)
    {
        Order(api, new RegisterChange.CreateTenant("zeta", "", "open"));
        Order(api, new RegisterChange.CreateKey("zeta", new KeyRecord { Id = "made1", Hash = KeyHash.Of(Text).ToString(), ExpiresAt = scope.ExpiresAt, Endpoints = scope.Endpoints, Models = scope.Models }));
    }

    private static void Order(ApiUnderTest api, RegisterChange change) => Assert.IsType<RegisterAnswer.Done>(Register(api).Order(change));

    /// <summary>Has the door hear of all that was ordered.</summary>
    private static Task News(ApiUnderTest api) => api.Service<RegisterFollower>().Reach(Register(api).Version);

    private static RegisterUnderTest Register(ApiUnderTest api) => (RegisterUnderTest)api.Grains.Others[(typeof(ITenantRegisterGrain), 0L)];

    private sealed record Scope
    {
        public DateTimeOffset? ExpiresAt { get; init; }

        public ImmutableArray<string> Models { get; init; } = [];

        public ImmutableArray<string> Endpoints { get; init; } = [];
    }
}

using System.Collections.Immutable;
using System.Net;
using System.Text;
using Orchestrator.Conversations;
using Orchestrator.Hosting;
using Orchestrator.Tenants;
using Xunit;

namespace Orchestrator.Admin;

public sealed class ConversationsAdminTests : IAsyncLifetime
{
    private const string Canary = "canary-5d20";

    private readonly ConversationId _id = ConversationId.Create();
    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;

    private string Path => $"/admin/v1/conversations/{_id}";

    public async ValueTask InitializeAsync()
    {
        (_api, _admin) = await AdminUnderTest.Start();
        _api.Grains.NewConversation = key => new FakeConversation(key);
        var conversation = new FakeConversation(ConversationKey.Of(new TenantId("acme"), _id));
        var message = new Message("user", Encoding.UTF8.GetBytes($$"""{"role":"user","content":"{{Canary}}"}"""));
        await conversation.Create(new NewConversation { IsNamed = true, Messages = [message], Metadata = ImmutableDictionary<string, string>.Empty.Add("topic", "names") });
        for (var number = 1; number < 5; number++)
            conversation.Kept.Add(new Turn { Number = number, Input = [message], Output = message, Usage = new TokenUsage(20, 5, 10), FinishReason = "stop", At = DateTimeOffset.UnixEpoch });
        _api.Grains.Conversations[ConversationKey.Of(new TenantId("acme"), _id)] = conversation;
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task One_is_told_with_its_metadata_and_without_what_was_said()
    {
        using var answer = await _admin.GetAsync($"{Path}?tenant=acme");
        using var turns = await _admin.GetAsync($"{Path}/turns?tenant=acme");
        var conversation = await answer.Json();

        Assert.Equal((_id.ToString(), 5, "names"), (conversation.GetProperty("id").GetString(), conversation.GetProperty("turns").GetInt32(), conversation.GetProperty("metadata").GetProperty("topic").GetString()));
        Assert.DoesNotContain(Canary, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, await turns.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_turns_come_in_pages_and_each_once()
    {
        var numbers = new List<int>();
        string? next = null;
        do
        {
            using var answer = await _admin.GetAsync($"{Path}/turns?tenant=acme&limit=2{(next is null ? "" : $"&after={next}")}");
            var page = await answer.Json();
            numbers.AddRange(page.GetProperty("data").EnumerateArray().Select(turn => turn.GetProperty("number").GetInt32()));
            next = page.GetProperty("next").GetString();
        }
        while (next is not null);

        Assert.Equal([0, 1, 2, 3, 4], numbers);
    }

    [Fact]
    public async Task What_was_said_is_told_to_admins_page_by_page_and_who_asked_is_on_the_log()
    {
        using var first = await _admin.PostAsync($"{Path}/content?tenant=acme&limit=3", null);
        var page = await first.Json();
        using var second = await _admin.PostAsync($"{Path}/content?tenant=acme&after={page.GetProperty("next").GetString()}", null);

        Assert.Equal(Canary, page.GetProperty("data")[1].GetProperty("output").GetProperty("content").GetString());
        Assert.Equal([3, 4], (await second.Json()).GetProperty("data").EnumerateArray().Select(turn => turn.GetProperty("number").GetInt32()));
        var log = (await (await _admin.GetAsync("/admin/v1/audit")).Json()).GetProperty("data");
        Assert.Equal(("ada", "conversation.content", $"acme/{_id}"), (log[0].GetProperty("by").GetString(), log[0].GetProperty("what").GetString(), log[0].GetProperty("subject").GetString()));
        Assert.Equal(2, log.GetArrayLength());
    }

    [Fact]
    public async Task Nothing_of_it_is_told_to_readers_or_where_the_log_cannot_be_written()
    {
        using var reader = _api.NewClient(AdminUnderTest.ReaderKey);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync($"{Path}/content?tenant=acme", null)).StatusCode);

        ((RegisterUnderTest)_api.Grains.Others[(typeof(ITenantRegisterGrain), 0L)]).IsSilent = true;
        using var answer = await _admin.PostAsync($"{Path}/content?tenant=acme", null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain(Canary, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenants_are_listed_in_pages()
    {
        var list = new FakeList([.. Enumerable.Range(0, 5).Select(_ => ConversationId.Create())]);
        for (var lane = 0L; lane < Lanes.Count; lane++) _api.Grains.Others[(typeof(IConversationListGrain), lane)] = list;

        using var first = await _admin.GetAsync("/admin/v1/conversations?tenant=acme&shelf=responses&limit=3");
        var page = await first.Json();
        using var second = await _admin.GetAsync($"/admin/v1/conversations?tenant=acme&shelf=responses&limit=3&after={page.GetProperty("next").GetString()}");
        var rest = await second.Json();

        Assert.Equal(list.All.Select(id => id.ToString()), page.GetProperty("data").EnumerateArray().Concat(rest.GetProperty("data").EnumerateArray()).Select(listed => listed.GetProperty("id").GetString()));
        Assert.Null(rest.GetProperty("next").GetString());
        Assert.Equal((ConversationShelf.Responses, "acme"), list.Asked);
    }

    [Fact]
    public async Task It_is_deleted_once_and_by_admins_alone()
    {
        using var reader = _api.NewClient(AdminUnderTest.ReaderKey);
        using var refused = await reader.DeleteAsync($"{Path}?tenant=acme");
        using var deleted = await _admin.DeleteAsync($"{Path}?tenant=acme");
        using var again = await _admin.DeleteAsync($"{Path}?tenant=acme");
        using var gone = await _admin.GetAsync($"{Path}?tenant=acme");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NoContent, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (refused.StatusCode, deleted.StatusCode, again.StatusCode, gone.StatusCode));
    }

    [Theory]
    [InlineData("/admin/v1/conversations", "tenant", "required")]
    [InlineData("/admin/v1/conversations?tenant=", "tenant", "a tenant's name")]
    [InlineData("/admin/v1/conversations?tenant=acme&shelf=removed", "shelf", "conversations or responses")]
    [InlineData("/admin/v1/conversations?tenant=acme&order=oldest", "order", "latest or largest")]
    [InlineData("/admin/v1/conversations?tenant=acme&order=largest&unused_since=2026-05-01T00:00:00Z", "unused_since", "the order latest")]
    [InlineData("/admin/v1/conversations?tenant=acme&unused_since=lately", "unused_since", "a time")]
    [InlineData("/admin/v1/conversations?tenant=acme&min_bytes=5", "min_bytes", "the order largest")]
    [InlineData("/admin/v1/conversations?tenant=acme&order=largest&min_bytes=-1", "min_bytes", "0")]
    [InlineData("/admin/v1/conversations?tenant=acme&limit=0", "limit", "from 1 to 200")]
    [InlineData("/admin/v1/conversations?tenant=acme&limit=201", "limit", "from 1 to 200")]
    [InlineData("/admin/v1/conversations?tenant=acme&limit=many", "limit", "an integer")]
    [InlineData("/admin/v1/conversations?tenant=acme&after=!!", "after", "the 'next' of a page")]
    [InlineData("/admin/v1/conversations/conv_1", "tenant", "required")]
    public async Task What_is_wrong_is_named_with_what_was_expected(string path, string field, string expected)
    {
        using var answer = await _admin.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(expected, (await answer.Problem()).Wrong(field), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conv_1", "acme")]
    [InlineData(null, "globex")]
    public async Task What_a_tenant_does_not_have_is_missing(string? id, string tenant)
    {
        using var answer = await _admin.GetAsync($"/admin/v1/conversations/{id ?? _id.ToString()}?tenant={tenant}");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await answer.Problem();
    }

    private sealed class FakeList(ImmutableArray<ConversationId> all) : IConversationListGrain
    {
        public ImmutableArray<ConversationId> All => all;

        public (ConversationShelf Shelf, string Tenant)? Asked { get; private set; }

        public ConversationSearch? Searched { get; private set; }

        public Task<ConversationPage> Find(ConversationShelf shelf, TenantId tenant, ConversationSearch search)
        {
            (Asked, Searched) = ((shelf, tenant.Value), search);
            return Task.FromResult(new ConversationPage([.. all.Skip(search.Offset).Take(search.Most).Select(id => new ListedConversation(id, DateTimeOffset.UnixEpoch, 7))], all.Length));
        }
    }
}

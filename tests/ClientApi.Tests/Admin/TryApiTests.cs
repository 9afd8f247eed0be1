using System.Net;
using System.Net.Http.Json;
using Orchestrator.Hosting;
using Orchestrator.Tenants;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>Requests that an operator sends as a tenant.</summary>
public sealed class TryApiTests : IAsyncLifetime
{
    private const string Path = "/admin/v1/tenants/acme/try";

    private ApiUnderTest _api = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        (_api, _admin) = await AdminUnderTest.Start(new() { ["Plans:free:Weight"] = "1", ["Tenants:acme:Plan"] = "free" });
        _api.Hall.Answer = async (_, reader, _) =>
        {
            if (reader is null) return Answers.Whole("""{"choices":[]}""");
            await reader.Push(Answers.Batch(0, """{"choices":[{}]}"""));
            return Answers.Streamed(1);
        };
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"model":"deepseek-flash","messages":[{"role":"user","content":"hello"}]}""", HttpStatusCode.OK)]
    [InlineData("""{"model":"deepseek-flash","messages":[{"role":"user","content":"hello"}],"stream":true}""", HttpStatusCode.OK)]
    [InlineData("""{"model":"deepseek-flash","messages":[{"role":"user","content":"hello"}],"temperature":"hot"}""", HttpStatusCode.BadRequest)]
    [InlineData("no json", HttpStatusCode.BadRequest)]
    public async Task It_is_answered_as_the_tenant_itself_is(string body, HttpStatusCode status)
    {
        using var own = await _api.Post("/v1/chat/completions", body);
        using var tried = await _admin.PostAsync(Path, AdminUnderTest.Json(body));

        Assert.Equal(status, own.StatusCode);
        Assert.Equal((own.StatusCode, own.Content.Headers.ContentType), (tried.StatusCode, tried.Content.Headers.ContentType));
        Assert.Equal(await own.Content.ReadAsStringAsync(), await tried.Content.ReadAsStringAsync());
        Assert.Equal(NamesOf(own), NamesOf(tried));

        // Of what is asked under /admin nothing is kept by anybody on the way.
        static IEnumerable<string> NamesOf(HttpResponseMessage answer) => answer.Headers.Select(header => header.Key).Where(name => name != "Cache-Control").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task It_is_sent_as_the_tenant_and_on_the_log()
    {
        (await _admin.PostAsync(Path, AdminUnderTest.Json("""{"model":"deepseek-flash","messages":[{"role":"user","content":"a canary"}]}"""))).EnsureSuccessStatusCode().Dispose();

        Assert.Equal(new TenantId("acme"), Assert.Single(_api.Hall.Requests).Tenant);
        var log = await _admin.GetStringAsync("/admin/v1/audit");
        Assert.Contains("request.try", log, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_for_a_tenant_that_is_none_or_paused_or_where_it_cannot_be_put_on_the_log()
    {
        const string Body = """{"model":"deepseek-flash","messages":[{"role":"user","content":"hello"}]}""";
        using var nobodys = await _admin.PostAsync("/admin/v1/tenants/nobody/try", AdminUnderTest.Json(Body));
        (await _admin.PostAsync("/admin/v1/tenants/acme/pause", null)).EnsureSuccessStatusCode().Dispose();
        using var paused = await _admin.PostAsync(Path, AdminUnderTest.Json(Body));
        (await _admin.PostAsync("/admin/v1/tenants/acme/resume", null)).EnsureSuccessStatusCode().Dispose();
        ((RegisterUnderTest)_api.Grains.Others[(typeof(ITenantRegisterGrain), 0L)]).IsSilent = true;
        using var silent = await _admin.PostAsync(Path, AdminUnderTest.Json(Body));

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable), (nobodys.StatusCode, paused.StatusCode, silent.StatusCode));
        foreach (var answer in new[] { nobodys, paused, silent }) await answer.Problem();
        Assert.Empty(_api.Hall.Requests);
    }
}

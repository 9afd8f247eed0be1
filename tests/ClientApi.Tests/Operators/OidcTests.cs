using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orchestrator.Admin;
using Orchestrator.Dispatch;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Operators;

/// <summary>Tokens of an identity provider as operators' credentials.</summary>
public sealed class OidcTests : IAsyncLifetime
{
    private const string Look = "/admin/v1/cluster";
    private const string Change = "/admin/v1/upstreams/simulator/targets/small/drain";

    private TokenMint _mint = null!;
    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync()
    {
        _mint = await TokenMint.Start();
        (_api, _) = await AdminUnderTest.Start(new()
        {
            ["Admin:Oidc:Authority"] = _mint.Address,
            ["Admin:Oidc:Audience"] = "orchestrator",
            ["Admin:Oidc:AdminRole"] = "llm-admin",
            ["Admin:Oidc:ReaderRole"] = "llm-reader",
        });
        _api.Grains.Others[(typeof(IUpstreamGrain), "simulator")] = new FakeUpstream();
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _mint.DisposeAsync();
    }

    [Theory]
    [InlineData("llm-admin", HttpStatusCode.OK, HttpStatusCode.OK)]
    [InlineData("llm-reader", HttpStatusCode.OK, HttpStatusCode.Forbidden)]
    [InlineData("admin", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task A_token_opens_what_its_role_may(string role, HttpStatusCode look, HttpStatusCode change)
    {
        using var client = _api.NewClient(_mint.Sign(Claims(roles: ["other", role])));

        using var looked = await client.GetAsync(Look);
        using var changed = await client.PostAsync(Change, null);

        Assert.Equal((look, change), (looked.StatusCode, changed.StatusCode));
        if (looked.StatusCode is HttpStatusCode.Forbidden) await looked.Problem();
    }

    [Fact]
    public async Task A_token_that_is_not_as_it_should_be_opens_nothing()
    {
        using var another = RSA.Create(2048);
        var good = Claims(roles: ["llm-admin"]);
        var bad = new Dictionary<string, string>
        {
            ["wrong audience"] = _mint.Sign(new(good) { ["aud"] = "another" }),
            ["expired"] = _mint.Sign(new(good) { ["exp"] = Seconds(TimeSpan.FromMinutes(-1)) }),
            ["not yet"] = _mint.Sign(new(good) { ["nbf"] = Seconds(TimeSpan.FromMinutes(2)) }),
            ["wrong issuer"] = _mint.Sign(new(good) { ["iss"] = "https://another.example" }),
            ["wrong key"] = _mint.Sign(good, another),
            ["nobody"] = _mint.Sign(good.Where(claim => claim.Key != "sub").ToDictionary()),
            ["longer than a subject is"] = _mint.Sign(new(good) { ["sub"] = new string('x', 256) }),
            ["endless"] = _mint.Sign(good.Where(claim => claim.Key != "exp").ToDictionary()),
            ["changed"] = _mint.Sign(good)[..^4] + "AAAA",
        };

        foreach (var (what, token) in bad)
        {
            using var client = _api.NewClient(token);
            using var answer = await client.GetAsync(Look);

            Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized, $"{what}: {answer.StatusCode}");
            await answer.Problem();
        }
    }

    [Fact]
    public async Task Keys_go_on_counting_beside_tokens_and_pages_lead_to_their_login()
    {
        using var admin = _api.NewClient(AdminUnderTest.AdminKey);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _api.Address };

        using var looked = await admin.GetAsync(Look);
        using var page = await browser.GetAsync("/admin/reference/");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (looked.StatusCode, page.StatusCode));
    }

    [Fact]
    public async Task Half_a_configuration_stops_the_start_and_says_what_is_missing()
    {
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => ApiUnderTest.Start(new() { ["Admin:Oidc:Authority"] = "http://login.example.com" }));

        Assert.Collection(wrong.Failures,
            problem => Assert.StartsWith("Admin:Oidc:Authority must be the https address", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Admin:Oidc:Audience is not set", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Admin:Oidc names neither AdminRole nor ReaderRole", problem, StringComparison.Ordinal));
    }

    private Dictionary<string, object> Claims(string[] roles) => new()
    {
        ["iss"] = _mint.Address,
        ["aud"] = "orchestrator",
        ["sub"] = "ada",
        ["roles"] = roles,
        ["exp"] = Seconds(TimeSpan.FromMinutes(5)),
    };

    private static long Seconds(TimeSpan fromNow) => (TimeProvider.System.GetUtcNow() + fromNow).ToUnixTimeSeconds();
}

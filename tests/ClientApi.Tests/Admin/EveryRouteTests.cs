using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>Goes through all that is served, whatever it is: without a login nothing answers but health.</summary>
public sealed partial class EveryRouteTests : IAsyncLifetime
{
    private static readonly string[] s_methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>What anybody may ask: whether it lives, and to be let in or out.</summary>
    private static readonly string[] s_open = ["/health/live", "/health/ready", "/dashboard/login", "/dashboard/logout"];

    /// <summary>Where nothing is served.</summary>
    private static readonly string[] s_nothing = ["{*path}", "{**path:file}"];

    private ApiUnderTest _api = null!;

    public async ValueTask InitializeAsync() => _api = (await AdminUnderTest.Start(
        add: builder => builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter()),
        map: app => app.MapMetrics())).Api;

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Without_a_login_nothing_answers_but_health()
    {
        using var stranger = NewClient(key: null);
        var open = new List<string>();
        var asked = 0;

        foreach (var route in Routes().Where(route => !s_open.Contains(route.Pattern) && !s_nothing.Contains(route.Pattern)))
        {
            var refused = false;
            foreach (var method in route.Methods)
            {
                using var answer = await stranger.SendAsync(new HttpRequestMessage(new HttpMethod(method), route.Address));
                asked++;
                refused |= IsRefusal(answer);
                // The tenants' doors say to anybody which method they take, and nothing else.
                var isDoorsWord = answer.StatusCode is HttpStatusCode.MethodNotAllowed && IsTenantsDoor(route.Pattern);
                if (!IsRefusal(answer) && !isDoorsWord) open.Add($"{method} {route.Pattern} answers {(int)answer.StatusCode}");
            }

            if (!refused) open.Add($"{route.Pattern} refuses by no method");
        }

        Assert.True(open.Count == 0, string.Join("\n", open));
        Assert.True(asked > 60, $"Only {asked} calls were made: have the routes moved?");
    }

    [Fact]
    public void What_is_open_to_anybody_is_no_more_than_is_listed_here()
    {
        var patterns = Routes().Select(route => route.Pattern).ToHashSet();

        Assert.All(s_open, open => Assert.Contains(open, patterns));
        Assert.Contains("/metrics", patterns);
        Assert.Contains("/admin/v1/cluster", patterns);
        Assert.Contains("/openapi/{documentName}.json", patterns);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/x.css")]
    [InlineData("/admin/v2/cluster")]
    public async Task Where_nothing_is_served_nothing_is(string path)
    {
        using var stranger = NewClient(key: null);
        using var answer = await stranger.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task Health_answers_anybody(string path)
    {
        using var stranger = NewClient(key: null);
        using var answer = await stranger.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_tenants_key_opens_nothing_that_is_for_operators()
    {
        using var tenant = NewClient(ApiUnderTest.AcmeKey);
        var open = new List<string>();

        foreach (var route in Routes().Where(route => !s_open.Contains(route.Pattern) && !s_nothing.Contains(route.Pattern) && !IsTenantsDoor(route.Pattern)))
        {
            foreach (var method in route.Methods)
            {
                using var answer = await tenant.SendAsync(new HttpRequestMessage(new HttpMethod(method), route.Address));
                if (!IsRefusal(answer)) open.Add($"{method} {route.Pattern} answers {(int)answer.StatusCode}");
            }
        }

        Assert.True(open.Count == 0, string.Join("\n", open));
    }

    [Fact]
    public async Task A_reader_is_forbidden_every_change()
    {
        using var reader = NewClient(AdminUnderTest.ReaderKey);
        var changes = _api.AdminRoutes().Where(route => !route.StartsWith("GET ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(changes);
        foreach (var change in changes)
        {
            using var answer = await reader.SendAsync(new HttpRequestMessage(new HttpMethod(change.Split(' ')[0]), Fill(change.Split(' ')[1])));

            Assert.True(answer.StatusCode is HttpStatusCode.Forbidden, $"{change} answers {answer.StatusCode}");
            await answer.Problem();
        }
    }

    [Fact]
    public async Task Metrics_are_for_operators_unless_they_are_open_by_order()
    {
        using var reader = NewClient(AdminUnderTest.ReaderKey);
        using var mine = await reader.GetAsync("/metrics");
        var (open, _) = await AdminUnderTest.Start(
            new() { ["Telemetry:Metrics:Open"] = "true" },
            builder => builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddPrometheusExporter()),
            app => app.MapMetrics());
        await using var running = open;
        using var stranger = open.NewClient(key: null);
        using var everybodys = await stranger.GetAsync("/metrics");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (mine.StatusCode, everybodys.StatusCode));
    }

    private IEnumerable<(string Pattern, string Address, IReadOnlyList<string> Methods)> Routes() => _api.Endpoints.OfType<RouteEndpoint>()
        .Select(endpoint => (endpoint.RoutePattern.RawText!, Fill(endpoint.RoutePattern.RawText!), endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : s_methods));

    private HttpClient NewClient(string? key)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _api.Address };
        if (key is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + key);
        return client;
    }

    private static bool IsTenantsDoor(string pattern) => pattern.StartsWith("/v1/", StringComparison.Ordinal) || pattern == "/chat/completions";

    private static bool IsRefusal(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        || (answer.StatusCode is HttpStatusCode.Redirect && answer.Headers.Location!.AbsolutePath == "/dashboard/login");

    private static string Fill(string pattern) => "/" + ParameterPattern().Replace(pattern, match => match.Value switch
    {
        "{documentName}" => "v1",
        var parameter when parameter.Contains(":file", StringComparison.Ordinal) => "x.css",
        _ => "x",
    }).TrimStart('/');

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex ParameterPattern();
}

using System.Net;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Admin;

/// <summary>The OpenAPI document and the page it is read on.</summary>
public sealed class AdminDocumentTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;
    private HttpClient _reader = null!;

    public async ValueTask InitializeAsync()
    {
        (_api, var admin) = await AdminUnderTest.Start();
        admin.Dispose();
        _reader = _api.NewClient(AdminUnderTest.ReaderKey);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task It_is_valid_and_has_every_endpoint_of_the_admin_api_and_no_other()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(await _reader.GetStringAsync("/openapi/v1.json"), "json");

        Assert.Empty(diagnostic!.Errors);
        Assert.Empty(diagnostic.Warnings);
        var documented = document!.Paths.SelectMany(path => path.Value.Operations!.Keys.Select(method => $"{method} {path.Key}")).Order(StringComparer.Ordinal);
        Assert.Equal(_api.AdminRoutes().Order(StringComparer.Ordinal), documented);
    }

    [Fact]
    public async Task Every_endpoint_says_what_it_is_for_and_shows_an_example()
    {
        var (document, _) = OpenApiDocument.Parse(await _reader.GetStringAsync("/openapi/v1.json"), "json");
        var lacking = new List<string>();

        foreach (var (path, item) in document!.Paths)
        {
            foreach (var (method, operation) in item.Operations!)
            {
                var name = $"{method} {path}";
                if (string.IsNullOrWhiteSpace(operation.Summary)) lacking.Add($"{name} has no summary");
                if (string.IsNullOrWhiteSpace(operation.Description)) lacking.Add($"{name} has no description");
                if (operation.Tags is not { Count: > 0 }) lacking.Add($"{name} has no tag");
                if (method == HttpMethod.Put && operation.RequestBody is null) lacking.Add($"{name} has no body");
                if (operation.RequestBody is not null && operation.RequestBody.Content?["application/json"].Example is null) lacking.Add($"{name} shows no body");
                foreach (var parameter in operation.Parameters ?? [])
                {
                    if (parameter.In is ParameterLocation.Path ? parameter.Example is null : string.IsNullOrWhiteSpace(parameter.Description)) lacking.Add($"{name} does not say what '{parameter.Name}' is");
                }

                if (operation.Responses!.ContainsKey("204")) continue;
                var answer = operation.Responses.TryGetValue("201", out var created) ? created : operation.Responses["200"];
                if (answer.Content?["application/json"] is not { Schema: not null, Example: not null }) lacking.Add($"{name} shows no answer");
            }
        }

        Assert.Empty(lacking);
    }

    [Fact]
    public async Task An_example_is_written_as_the_answers_are()
    {
        var (document, _) = OpenApiDocument.Parse(await _reader.GetStringAsync("/openapi/v1.json"), "json");

        var example = document!.Paths["/admin/v1/requests/{request}"].Operations![HttpMethod.Get].Responses!["200"].Content!["application/json"].Example!;

        Assert.Equal("completed", (string)example["end"]!);
        Assert.Equal(1_840.2, (double)example["took_ms"]!);
    }

    [Fact]
    public async Task The_page_and_all_that_it_loads_come_from_here_and_are_for_operators()
    {
        using var stranger = _api.NewClient(key: null);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = _api.Address };

        using var page = await _reader.GetAsync("/admin/reference/");
        var text = await page.Content.ReadAsStringAsync();
        using var led = await browser.GetAsync("/admin/reference/");
        using var refused = await stranger.GetAsync("/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("connect-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.DoesNotContain("http://", text.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, led.StatusCode);
        Assert.StartsWith("/dashboard/login", led.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await refused.Problem();
    }
}

using System.Net;
using Orchestrator.Hosting;
using Xunit;

namespace Orchestrator.Models;

public sealed class ModelsApiTests
{
    [Fact]
    public async Task Configured_models_are_listed_by_name()
    {
        await using var api = await ApiUnderTest.Start();

        Assert.Equal(
            """{"object":"list","data":[{"id":"deepseek-flash","object":"model","created":0,"owned_by":"deepseek"},{"id":"small","object":"model","created":0,"owned_by":"orchestrator"}]}""",
            await api.Client.GetStringAsync("/v1/models"));
        Assert.Equal("""{"id":"small","object":"model","created":0,"owned_by":"orchestrator"}""", await api.Client.GetStringAsync("/v1/models/small"));
    }

    [Fact]
    public async Task An_unknown_model_is_not_found()
    {
        await using var api = await ApiUnderTest.Start();

        using var answer = await api.Client.GetAsync("/v1/models/some/where");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("model_not_found", (await answer.Error()).GetProperty("code").GetString());
    }
}

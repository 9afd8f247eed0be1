using Microsoft.Extensions.Options;
using Orchestrator.Hosting;
using Orchestrator.Requests;
using Orchestrator.Streaming;
using Orleans.Runtime;
using Xunit;

namespace Orchestrator.Calls;

public sealed class HallTests
{
    private readonly IGrainFactory _factory;
    private readonly FakeGrains _grains;

    public HallTests() => (_factory, _grains) = FakeGrains.Create();

    [Fact]
    public async Task Within_a_silo_a_request_names_no_door()
    {
        _grains.Hall.Answer = (_, _, _) => Task.FromResult(Answers.Whole("{}"));

        await NewHall().Run(NewRequest(), CancellationToken.None);

        Assert.Null(Assert.Single(_grains.Hall.Requests).Door);
    }

    [Fact]
    public async Task What_breaks_on_its_way_is_not_sent_again()
    {
        _grains.Hall.Answer = (_, _, _) => Task.FromException<ChatOutcome>(new SiloUnavailableException());

        await Assert.ThrowsAsync<SiloUnavailableException>(() => NewHall().Run(NewRequest(), CancellationToken.None));

        Assert.Single(_grains.Hall.Requests);
    }

    private Hall NewHall() => new(_factory, Options.Create(new StreamingOptions()), TimeProvider.System);

    private static ChatRequest NewRequest() => new()
    {
        Id = RequestId.Create(),
        Tenant = new TenantId("acme"),
        Prompt = new Prompt { Model = new ModelName("small"), Messages = [] },
    };
}

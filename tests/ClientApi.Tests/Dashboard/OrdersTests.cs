using Orchestrator.Hosting;
using Orchestrator.Operators;
using Orchestrator.Tenants;
using Xunit;

namespace Orchestrator.Dashboard;

/// <summary>What operators order on the pages is on the log, or it is not done.</summary>
public sealed class OrdersTests : IAsyncLifetime
{
    private ApiUnderTest _api = null!;

    private RegisterUnderTest Register => (RegisterUnderTest)_api.Grains.Others[(typeof(ITenantRegisterGrain), 0L)];

    public async ValueTask InitializeAsync() => _api = await ApiUnderTest.Start(new() { ["Plans:open:Weight"] = "1" });

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task What_is_done_is_on_the_log_before()
    {
        long versionThen = 0;

        var refusal = await Orders().Do("target.drain", "deepseek/flash", () =>
        {
            versionThen = Register.Version;
            return Task.CompletedTask;
        });

        Assert.Equal((null, 1L), (refusal, versionThen));
        var entry = Assert.Single(await Register.Log(long.MaxValue, 10));
        Assert.Equal(("ada", "target.drain", "deepseek/flash"), (entry.By, entry.What, entry.Subject));
    }

    [Fact]
    public async Task What_cannot_be_put_on_the_log_is_not_done_and_told()
    {
        var refusal = await Orders().Do("target.drain", new string('x', 600), NotCalled);

        Assert.Contains("not done", refusal, StringComparison.Ordinal);
        Assert.Contains("'subject' has 600 characters", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_done_while_the_register_is_silent()
    {
        Register.IsSilent = true;

        Assert.Equal(Dashboard.Orders.Unknown, await Orders().Do("target.drain", "deepseek/flash", NotCalled));
        Assert.Equal(Dashboard.Orders.Unknown, await Orders().CarryOut(new RegisterChange.CreateTenant("zeta", "", "open")));
        Assert.Equal((Dashboard.Orders.Unknown, null), await Orders().CreateKey("zeta", new KeyRecord { Id = "", Hash = "" }));
    }

    [Fact]
    public async Task A_reader_orders_nothing()
    {
        Assert.Equal(Dashboard.Orders.NotAllowed, await Orders(OperatorRole.Reader).Do("target.drain", "deepseek/flash", NotCalled));
        Assert.Equal(Dashboard.Orders.NotAllowed, await Orders(OperatorRole.Reader).CarryOut(new RegisterChange.CreateTenant("zeta", "", "open")));
        Assert.Equal(0, Register.Version);
    }

    [Fact]
    public async Task An_order_that_is_refused_says_why_and_no_key_is_shown_that_opens_nothing()
    {
        Assert.Contains("no such plan", await Orders().CarryOut(new RegisterChange.CreateTenant("zeta", "", "platinum")), StringComparison.Ordinal);
        Assert.Equal(("There is no tenant 'zeta'.", null), await Orders().CreateKey("zeta", new KeyRecord { Id = "", Hash = "" }));
    }

    private Orders Orders(OperatorRole role = OperatorRole.Admin)
    {
        var ada = new Operator("ada", role, "1");
        var session = new FakeSession(OperatorClaims.Of(ada, OperatorSchemes.Session));
        return new Orders(new Permission(session, new FakeOperators(ada)), session, _api.Service<TenantDesk>());
    }

    private static Task NotCalled() => throw new InvalidOperationException("It was done.");
}

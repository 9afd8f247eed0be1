using Orchestrator.Operators;
using Xunit;

namespace Orchestrator.Dashboard;

public sealed class PermissionTests
{
    [Theory]
    [InlineData(OperatorRole.Admin, true)]
    [InlineData(OperatorRole.Reader, false)]
    public async Task Only_admins_may_change_what_is_there(OperatorRole role, bool may)
    {
        var ada = new Operator("ada", role, "1");
        var permission = new Permission(new FakeSession(OperatorClaims.Of(ada, OperatorSchemes.Session)), new FakeOperators(ada));

        Assert.Equal(may, await permission.ToChange());
    }

    [Fact]
    public async Task A_page_that_stays_open_may_no_longer_change_anything_when_its_operator_is_none_any_more()
    {
        var ada = new Operator("ada", OperatorRole.Admin, "1");
        var session = new FakeSession(OperatorClaims.Of(ada, OperatorSchemes.Session));

        Assert.False(await new Permission(session, new FakeOperators(null)).ToChange());
        Assert.False(await new Permission(session, new FakeOperators(ada with { Stamp = "2" })).ToChange());
        Assert.False(await new Permission(session, new FakeOperators(ada with { Role = OperatorRole.Reader })).ToChange());
    }
}

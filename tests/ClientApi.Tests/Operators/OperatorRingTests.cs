using Microsoft.Extensions.Configuration;
using Orchestrator.Identity;
using Xunit;

namespace Orchestrator.Operators;

public sealed class OperatorRingTests
{
    private const string Ada = "ora_ada_0123456789abcdef";
    private const string Bob = "ora_bob_0123456789abcdef";

    [Fact]
    public void A_key_that_is_only_a_hash_is_an_admins_and_one_that_names_a_role_has_it()
    {
        var ring = Make(out var problems, ("Admin:Keys:ada", Hash(Ada)), ("Admin:Keys:bob:Hash", Hash(Bob)), ("Admin:Keys:bob:Role", "reader"));

        Assert.Empty(problems);
        Assert.Equal(("ada", OperatorRole.Admin, true), (ring.Find(Ada)!.Name, ring.Find(Ada)!.Role, ring.Find(Ada)!.MayChange));
        Assert.Equal(("bob", OperatorRole.Reader, false), (ring.Find(Bob)!.Name, ring.Find(Bob)!.Role, ring.Find(Bob)!.MayChange));
        Assert.Equal("bob", ring.Named("bob")!.Name);
        Assert.Null(ring.Named("eve"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ora_ada_0123456789abcdeX")]
    [InlineData("ora_eve_0123456789abcdef")]
    [InlineData("orc_ada_0123456789abcdef")]
    [InlineData("ora_ada_short")]
    [InlineData("ora_bob_0123456789abcdef")]
    [InlineData("ora_ada_0123456789abcdéf")]
    public void Nothing_but_the_whole_key_opens(string key)
    {
        // The hash of bob's key stands under ada's id: the id finds the operator, so that it opens for nobody.
        var ring = Make(out _, ("Admin:Keys:ada", Hash(Ada)), ("Admin:Keys:carl", Hash(Bob)));

        Assert.Null(ring.Find(key));
        Assert.Null(ring.Find(key + new string('a', 10_000)));
    }

    [Fact]
    public void A_key_that_is_left_empty_is_none()
    {
        var ring = Make(out var problems, ("Admin:Keys:first", ""));

        Assert.Empty(problems);
        Assert.Null(ring.Named("first"));
    }

    [Fact]
    public void What_is_wrong_is_named_with_what_was_expected()
    {
        Make(out var problems,
            ("Admin:Keys:Ada!", Hash(Ada)),
            ("Admin:Keys:plain", Ada),
            ("Admin:Keys:bob:Hash", "nothing"),
            ("Admin:Keys:bob:Role", "reader"),
            ("Admin:Keys:carl:Hash", Hash(Bob)),
            ("Admin:Keys:dora:Hash", Hash(Bob)),
            ("Admin:Keys:dora:Role", "owner"),
            ("Admin:Keys:demo", Hash(DemoKey.Admin)));

        Assert.Collection(problems.Order(StringComparer.Ordinal),
            problem => Assert.StartsWith("Admin:Keys:Ada! is no id", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Admin:Keys:bob:Hash must be 'sha256:'", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Admin:Keys:carl:Role must be 'admin' or 'reader', not ''", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Admin:Keys:demo is the public demo key", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Admin:Keys:dora:Role must be 'admin' or 'reader', not 'owner'", problem, StringComparison.Ordinal),
            problem => Assert.StartsWith("Admin:Keys:plain must be 'sha256:'", problem, StringComparison.Ordinal));
        Assert.DoesNotContain(problems, problem => problem.Contains(Ada, StringComparison.Ordinal));
    }

    private static OperatorRing Make(out List<string> problems, params (string Key, string Value)[] settings)
    {
        problems = [];
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
        return OperatorRing.Make(configuration, demoAllowed: false, problems);
    }

    private static string Hash(string key) => KeyHash.Of(key).ToString();
}

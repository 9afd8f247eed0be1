namespace Orchestrator.House;

/// <summary>Tests wait for events, not for time to pass, and none is left out.</summary>
public sealed class TestHabitTests
{
    /// <summary>Who may let real time pass, and why there is no event to wait for.</summary>
    private static readonly Dictionary<string, string> s_mayWait = new()
    {
        ["tests/EndToEnd.Tests/LimitTests.cs"] = "Retry-After is a promise about waiting, kept only by waiting as long as it says",
    };

    private static readonly IReadOnlyList<Source> s_tests = Source.In("tests");

    [Fact]
    public void No_test_sleeps()
    {
        var sleeping = s_tests.Where(source => source.Says(@"\bThread\.Sleep\b|\bTask\.Delay\s*\((?!Timeout\.Infinite)|\bSpinWait\b")).Select(source => source.Path);

        Problems.None(sleeping.Except(s_mayWait.Keys));
    }

    [Fact]
    public void Who_may_wait_does()
    {
        Assert.All(s_mayWait, entry => Assert.True(Repository.Holds(entry.Key), $"{entry.Key} is gone: its excuse '{entry.Value}' can go too."));
    }

    [Fact]
    public void No_test_is_left_out()
    {
        var skipping = s_tests.Where(source => source.Says(@"\bSkip(When|Unless|Exceptions)?\s*=|\bAssert\.Skip|\bExplicit\s*=\s*true"));

        Problems.None(skipping.Select(source => source.Path));
    }

    [Fact]
    public void Every_test_project_has_tests()
    {
        var empty = Project.All.Where(project => project.IsTest && project.Name.EndsWith(".Tests", StringComparison.Ordinal))
            .Where(project => !Source.In(Path.GetDirectoryName(project.Path)!).Any(source => source.Says(@"\[(Fact|Theory)\b")));

        Problems.None(empty.Select(project => project.Path));
    }
}

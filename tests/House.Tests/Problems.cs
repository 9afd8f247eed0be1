namespace Orchestrator.House;

/// <summary>Fails with all that is wrong, in full and line by line, for whoever has to put it right.</summary>
internal static class Problems
{
    public static void None(IEnumerable<string?> problems)
    {
        var all = problems.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}

namespace Orchestrator.House;

/// <summary>The repository as it lies on disk. Paths are relative to its root and use '/'.</summary>
internal static class Repository
{
    private static readonly string[] s_built = ["artifacts", "bin", "obj", "data", ".git"];

    private static readonly string s_root = FindRoot();

    public static string PathOf(string relative) => Path.Combine(s_root, relative);

    public static bool Holds(string relative) => File.Exists(PathOf(relative)) || Directory.Exists(PathOf(relative));

    public static string Read(string relative)
    {
        Assert.True(File.Exists(PathOf(relative)), $"{relative} is missing.");
        return File.ReadAllText(PathOf(relative));
    }

    /// <summary>Everything that stands at the root, built things left out.</summary>
    public static IEnumerable<string> RootListing() =>
        Directory.EnumerateFileSystemEntries(s_root).Select(path => Path.GetFileName(path)).Except(s_built).Order(StringComparer.Ordinal);

    /// <summary>The files of a folder and of all below it, built things left out.</summary>
    public static IReadOnlyList<string> Files(string folder, string pattern)
    {
        if (!Directory.Exists(PathOf(folder))) return [];
        return [.. Directory.EnumerateFiles(PathOf(folder), pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(s_root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Intersect(s_built).Any())
            .Order(StringComparer.Ordinal)];
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Orchestrator.sln"))) return folder;
        }
        throw new InvalidOperationException($"Orchestrator.sln was not found above {AppContext.BaseDirectory}.");
    }
}

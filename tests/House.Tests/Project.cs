using System.Xml.Linq;

namespace Orchestrator.House;

/// <summary>One project as its file describes it.</summary>
internal sealed record Project(string Path, XDocument Xml)
{
    private static readonly IReadOnlyList<Project> s_all =
        [.. Repository.Files(".", "*.csproj").Select(path => new Project(path, XDocument.Parse(Repository.Read(path))))];

    /// <summary>All projects, tests included.</summary>
    public static IReadOnlyList<Project> All => s_all;

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>The names of the projects it refers to.</summary>
    public IReadOnlyList<string> References =>
        [.. Xml.Descendants("ProjectReference").Select(reference => System.IO.Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)).Order(StringComparer.Ordinal)];

    public IEnumerable<string> Packages => Xml.Descendants("PackageReference").Select(reference => (string)reference.Attribute("Include")!);

    public static Project Named(string name) =>
        All.SingleOrDefault(project => project.Name == name) ?? throw new InvalidOperationException($"There is no project {name}.");

    /// <summary>A project and all that it refers to, directly or not.</summary>
    public static IReadOnlyList<string> Closure(string name) =>
        [.. Named(name).References.SelectMany(Closure).Prepend(name).Distinct()];
}

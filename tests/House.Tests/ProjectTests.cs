namespace Orchestrator.House;

/// <summary>Which project may refer to which, and what each may bring along.</summary>
public sealed class ProjectTests
{
    [Theory]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains", "Grains.Interfaces")]
    [InlineData("ClientApi", "Grains.Interfaces")]
    [InlineData("Simulator")]
    [InlineData("Silo", "ClientApi", "Grains", "Simulator")]
    public void A_project_refers_to_these_and_no_others(string project, params string[] allowed)
    {
        Assert.Equal(allowed.Order(StringComparer.Ordinal), Project.Named(project).References);
    }

    [Fact]
    public void Only_tests_and_benchmarks_stand_beside_the_five_programs()
    {
        var others = Project.All.Where(project => !project.IsTest && !project.Path.StartsWith("bench/", StringComparison.Ordinal));

        Assert.Equal(["ClientApi", "Grains", "Grains.Interfaces", "Silo", "Simulator"], others.Select(project => project.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_is_part_of_the_solution()
    {
        var solution = Repository.Read("Orchestrator.sln").Replace('\\', '/');

        Problems.None(Project.All.Where(project => !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)).Select(project => $"Orchestrator.sln does not name {project.Path}"));
    }

    [Fact]
    public void Versions_are_told_once_for_all_projects()
    {
        var versioned = Project.All.Where(project => project.Xml.Descendants("PackageReference").Any(reference => reference.Attribute("Version") is not null));

        Problems.None(versioned.Select(project => project.Path));
    }

    [Fact]
    public void No_project_brings_a_room_into_every_file()
    {
        var global = Project.All.Where(project => !project.IsTest)
            .SelectMany(project => project.Xml.Descendants("Using").Select(use => $"{project.Path}: {(string?)use.Attribute("Include")}"))
            .Concat(Project.All.Where(project => !project.IsTest).SelectMany(project => Source.In(Path.GetDirectoryName(project.Path)!))
                .Where(source => source.Says(@"\bglobal\s+using\s+(static\s+)?Orchestrator\b")).Select(source => source.Path));

        Problems.None(global);
    }
}

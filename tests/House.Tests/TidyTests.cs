using System.Globalization;

namespace Orchestrator.House;

/// <summary>Ratchets: the root stays small, and a small file does not start to sprawl.</summary>
public sealed class TidyTests
{
    private const int MostLines = 250;
    private const int WorthListing = 200;
    private const string List = "tests/House.Tests/FileLengths.txt";

    private static readonly string[] s_root =
    [
        ".ci", ".dockerignore", ".editorconfig", ".gitignore", "BannedSymbols.txt", "ClientApi", "Directory.Build.props", "Directory.Packages.props",
        "Grains", "Grains.Interfaces", "LICENSE", "Orchestrator.sln", "README.md", "Silo", "Simulator", "bench", "deploy", "docker-compose.yml", "docs",
        "global.json", "tests",
    ];

    [Fact]
    public void The_root_holds_what_belongs_there_and_nothing_else()
    {
        Problems.None(Repository.RootListing().Except(s_root));
    }

    [Fact]
    public void No_file_grows_beyond_its_line_in_the_list()
    {
        var listed = Listed();
        var tooLong = from file in Repository.Files(".", "*.cs")
                      let lines = Lines(file)
                      let most = listed.GetValueOrDefault(file, MostLines)
                      where lines > most
                      select $"{file} has {lines} lines, {most} are allowed. Is it two stories? If it is one, say so by a line '{lines} {file}' in {List}";

        Problems.None(tooLong);
    }

    [Fact]
    public void The_list_names_only_long_files()
    {
        var stale = Listed().Keys.Where(file => !Repository.Holds(file) || Lines(file) <= WorthListing);

        Problems.None(stale.Select(file => $"{file} is no longer long: take it from {List}"));
    }

    private static Dictionary<string, int> Listed() =>
        Repository.Read(List).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[1], parts => int.Parse(parts[0], CultureInfo.InvariantCulture));

    private static int Lines(string file) => Repository.Read(file).AsSpan().Count('\n');
}

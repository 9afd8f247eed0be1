using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>What the documents point at is there, and what they name is read.</summary>
public sealed partial class DocsTests
{
    public static TheoryData<string> Documents => [.. Repository.Files(".", "*.md")];

    [Theory, MemberData(nameof(Documents))]
    public void Every_link_of_a_document_resolves(string document)
    {
        var broken = LinkPattern().Matches(Prose(document)).Select(match => match.Groups[1].Value).Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Resolves(document, target)).ToList();

        Problems.None(broken);
    }

    [Theory, MemberData(nameof(Documents))]
    public void Every_variable_a_document_names_is_read_by_some_program(string document)
    {
        var sources = Settings.SourcesOf("Silo");
        var compose = Repository.Read("docker-compose.yml");
        var named = VariablePattern().Matches(Repository.Read(document)).Select(match => match.Value).Distinct();

        Problems.None(named.Where(variable => !Settings.AreReadFrom(variable, sources) && !compose.Contains($"${{{variable}", StringComparison.Ordinal)).Select(variable => $"{document} names {variable}, which neither a source nor docker-compose.yml reads"));
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("LICENSE")]
    [InlineData("docs/floorplan.md")]
    [InlineData("docs/vocabulary.md")]
    [InlineData("docs/contributing.md")]
    public void The_documents_that_everybody_looks_for_are_there(string document)
    {
        Assert.NotEmpty(Repository.Read(document));
    }

    [Fact]
    public void The_readme_starts_with_the_two_commands()
    {
        var start = string.Join('\n', Repository.Read("README.md").Split('\n').Take(12));

        Assert.Contains("dotnet run --project Silo", start, StringComparison.Ordinal);
        Assert.Contains("tests/run.sh", start, StringComparison.Ordinal);
    }

    private static bool Resolves(string document, string target)
    {
        var parts = target.Split('#', 2);
        var folder = Path.GetDirectoryName(document) ?? "";
        var file = parts[0].Length == 0 ? document : Path.GetRelativePath(Repository.PathOf("."), Path.GetFullPath(Path.Combine(Repository.PathOf(folder), parts[0])));
        if (!Repository.Holds(file)) return false;
        return parts is [_] || HeadingPattern().Matches(Prose(file)).Any(heading => Anchor(heading.Groups[1].Value) == parts[1]);
    }

    private static string Anchor(string heading) => NoAnchorPattern().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string Prose(string document) => FencePattern().Replace(Repository.Read(document), "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex LinkPattern();

    [GeneratedRegex(@"\b(?:[A-Z]\w*__\w+|ORCHESTRATOR_[A-Z]+|SIMULATOR_[A-Z_]+[A-Z])\b")]
    private static partial Regex VariablePattern();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NoAnchorPattern();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex FencePattern();
}

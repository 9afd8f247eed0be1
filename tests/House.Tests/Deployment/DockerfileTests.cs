using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>The Dockerfiles agree with the programs they wrap.</summary>
public sealed partial class DockerfileTests
{
    public static TheoryData<string> Programs => ["Silo", "ClientApi", "Simulator"];

    [Theory, MemberData(nameof(Programs))]
    public void An_image_is_built_with_the_sdk_and_runs_without_it(string program)
    {
        var images = Dockerfile.Of(program).Images;

        Assert.Equal(2, images.Count);
        Assert.StartsWith("mcr.microsoft.com/dotnet/sdk:10.0-", images[0], StringComparison.Ordinal);
        Assert.StartsWith("mcr.microsoft.com/dotnet/aspnet:10.0-", images[1], StringComparison.Ordinal);
        Assert.Equal(images[0].Split(':')[1], images[1].Split(':')[1]);
    }

    [Theory, MemberData(nameof(Programs))]
    public void A_program_does_not_run_as_root(string program)
    {
        Assert.Equal(["$APP_UID"], Dockerfile.Of(program).Instructions("USER"));
    }

    [Theory, MemberData(nameof(Programs))]
    public void Packages_are_a_layer_before_the_code(string program)
    {
        var file = Dockerfile.Of(program);
        var restore = file.Text.IndexOf($"RUN dotnet restore {program}/{program}.csproj\n", StringComparison.Ordinal);
        Assert.True(restore > 0, $"{program}/Dockerfile does not restore {program}.");

        var copies = file.Instructions("COPY");
        Assert.All(Project.Closure(program), project =>
        {
            Assert.Contains($"{project}/{project}.csproj {project}/", copies);
            Assert.Contains($"{project}/ {project}/", copies);
            Assert.True(file.Text.IndexOf($"COPY {project}/ {project}/", StringComparison.Ordinal) > restore, $"{project}'s code is copied before the packages are restored.");
        });
        Assert.Equal(Project.Closure(program).Count, copies.Count(copy => copy.EndsWith(".csproj " + copy.Split('/')[0] + "/", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(Programs))]
    public void The_context_holds_all_that_is_copied(string program)
    {
        var allowed = Repository.Read(".dockerignore").Split('\n').Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        var copied = Dockerfile.Of(program).Instructions("COPY").Where(copy => !copy.StartsWith("--from", StringComparison.Ordinal)).SelectMany(copy => copy.Split(' ')[..^1]);

        Assert.All(copied, path =>
        {
            Assert.True(Repository.Holds(path), $"{path} is copied, but not there.");
            Assert.True(allowed.Exists(entry => entry == path || path.StartsWith(entry + "/", StringComparison.Ordinal)), $"{path} is copied, but .dockerignore hides it.");
        });
    }

    /// <summary>The image keeps the port that the program has by itself, so that there is one number to remember.</summary>
    [Theory, MemberData(nameof(Programs))]
    public void The_port_is_the_programs_own(string program)
    {
        var port = Dockerfile.Of(program).HttpPort;

        Assert.Contains(port, Dockerfile.Of(program).Exposed);
        Assert.True(Source.In(program).Any(source => source.Text.Contains($"http://127.0.0.1:{port}\"", StringComparison.Ordinal)), $"No source of {program} says \"http://127.0.0.1:{port}\" as its own address.");
    }

    [Fact]
    public void The_ports_of_a_silo_are_its_own()
    {
        var ports = Dockerfile.Of("Silo").Exposed.Except([Dockerfile.Of("Silo").HttpPort]).ToList();

        Assert.Equal([11111, 30000], ports);
        Assert.All(ports, port => Assert.True(Source.In("Silo").Any(source => source.Says($@"\b{port / 1000}_?{port % 1000:000}\b")), $"No source of Silo says {port}."));
    }

    [Theory, MemberData(nameof(Programs))]
    public void Every_variable_is_one_that_the_program_reads(string program)
    {
        var sources = Settings.SourcesOf(program);

        Problems.None(Dockerfile.Of(program).Environment.Keys.Where(variable => !Settings.AreReadFrom(variable, sources)).Select(variable => $"{program}/Dockerfile sets {variable}, which no source of {program} reads"));
    }

    [Theory, MemberData(nameof(Programs))]
    public void Health_is_asked_for_where_it_is_served(string program)
    {
        var check = HealthPattern().Match(Assert.Single(Dockerfile.Of(program).Instructions("HEALTHCHECK")));

        Assert.True(check.Success, "HEALTHCHECK does not run healthy.sh with a port and a path.");
        Assert.Equal($"{Dockerfile.Of(program).HttpPort}", check.Groups[1].Value);
        Assert.True(Settings.SourcesOf(program).Any(source => source.Text.Contains($"\"{check.Groups[2].Value}\"", StringComparison.Ordinal)), $"No source of {program} maps \"{check.Groups[2].Value}\".");
    }

    [Theory, MemberData(nameof(Programs))]
    public void What_is_started_is_the_assembly_that_is_built(string program)
    {
        Assert.Equal([$"[\"dotnet\", \"Orchestrator.{program}.dll\"]"], Dockerfile.Of(program).Instructions("ENTRYPOINT"));
    }

    [GeneratedRegex("""CMD \["bash", "/usr/local/bin/healthy\.sh", "(\d+)", "(/[\w/]+)"\]$""")]
    private static partial Regex HealthPattern();
}

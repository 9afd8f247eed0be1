using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>docker-compose.yml agrees with the programs, with their images and with itself.</summary>
public sealed partial class ComposeTests
{
    private static readonly IReadOnlyList<Compose.Service> s_ours = [.. Compose.Services.Where(service => service.Program is not null)];

    public static TheoryData<string> Ours => [.. s_ours.Select(service => service.Name)];

    [Fact]
    public void There_are_three_silos_two_doors_and_a_simulator()
    {
        Assert.Equal(3, Compose.Of("Silo").Count);
        Assert.Equal(2, Compose.Of("ClientApi").Count);
        Assert.Single(Compose.Of("Simulator"));
    }

    [Fact]
    public void Every_image_has_a_version_or_a_Dockerfile()
    {
        var foreign = Compose.Services.Where(service => service.Program is null);

        Assert.All(foreign, service => Assert.Matches(@"^[\w./-]+:\d+\.\d+[\w.-]*$", service.Image));
        Assert.All(s_ours, service => Assert.True(Repository.Holds($"{service.Program}/Dockerfile"), $"{service.Program}/Dockerfile is missing."));
    }

    [Fact]
    public void Every_service_comes_back_and_is_given_time_to_finish()
    {
        Assert.All(Compose.Services, service =>
        {
            Assert.Equal("unless-stopped", service.Text("restart"));
            Assert.Matches(@"^\d+s$", service.Text("stop_grace_period"));
        });
    }

    [Theory, MemberData(nameof(Ours))]
    public void Every_variable_is_one_that_the_program_reads(string name)
    {
        var service = Compose.Named(name);
        var sources = Settings.SourcesOf(service.Program!);

        Problems.None(service.Environment.Keys.Where(variable => !Settings.AreReadFrom(variable, sources)).Select(variable => $"{name} is given {variable}, which no source of {service.Program} reads"));
    }

    [Theory, MemberData(nameof(Ours))]
    public void A_program_listens_where_its_image_says(string name)
    {
        var service = Compose.Named(name);
        var image = Dockerfile.Of(service.Program!);
        var url = service.Environment.GetValueOrDefault("ASPNETCORE_URLS") ?? service.Environment["SIMULATOR_URL"];

        Assert.Equal($"http://+:{image.HttpPort}", url);
    }

    [Fact]
    public void Silos_use_the_ports_their_image_exposes()
    {
        Assert.All(Compose.Of("Silo"), silo =>
        {
            var ports = new[] { silo.Environment["Orchestrator__SiloPort"], silo.Environment["Orchestrator__GatewayPort"] };
            Assert.Equal(Dockerfile.Of("Silo").Exposed.Except([Dockerfile.Of("Silo").HttpPort]), ports.Select(port => int.Parse(port, System.Globalization.CultureInfo.InvariantCulture)));
        });
    }

    [Fact]
    public void A_silo_advertises_the_address_it_is_given()
    {
        var addresses = Compose.Of("Silo").Select(silo => silo.AddressIn("inside")).ToList();

        Assert.Distinct(addresses);
        Assert.Equal(addresses, Compose.Of("Silo").Select(silo => silo.Environment["Orchestrator__AdvertisedAddress"]));
    }

    [Fact]
    public void Silos_and_doors_are_of_one_cluster_on_one_store()
    {
        var members = Compose.Of("Silo").Concat(Compose.Of("ClientApi")).Select(service => service.Environment).ToList();

        Assert.Equal(["redis:6379"], members.Select(settings => settings["Orchestrator__Redis"]).Distinct());
        Assert.Single(members.Select(settings => (settings["Orchestrator__ClusterId"], settings["Orchestrator__ServiceId"])).Distinct());
    }

    [Fact]
    public void Silos_and_doors_read_the_file_that_is_mounted()
    {
        Assert.All(Compose.Of("Silo").Concat(Compose.Of("ClientApi")), service =>
        {
            var file = service.Environment["ORCHESTRATOR_CONFIG"];
            var mount = Assert.Single(service.Lines("volumes")).Split(':');
            Assert.StartsWith(mount[1] + "/", file, StringComparison.Ordinal);
            Assert.True(Repository.Holds(mount[0] + file[mount[1].Length..]), $"{mount[0] + file[mount[1].Length..]} is missing.");
        });
    }

    [Fact]
    public void Without_a_provider_calls_go_to_the_simulator()
    {
        var simulator = Assert.Single(Compose.Of("Simulator"));

        Assert.All(Compose.Of("Silo"), silo => Assert.Equal($"http://{simulator.Name}:{Dockerfile.Of("Simulator").HttpPort}", silo.Default("Upstreams__deepseek__BaseUrl")));
        Assert.All(Compose.Of("Silo"), silo => Assert.NotEmpty(silo.Default("DEEPSEEK_API_KEY")));
    }

    [Fact]
    public void Only_the_edge_is_reached_from_outside()
    {
        Assert.Equal(["nginx"], Compose.Services.Where(service => service.Settings.ContainsKey("ports")).Select(service => service.Name));
    }

    /// <summary>What is acknowledged is on disk, and stays there.</summary>
    [Fact]
    public void Redis_forgets_nothing()
    {
        var redis = Compose.Named("redis");
        var command = string.Join(' ', redis.Command);

        Assert.Contains("--appendonly yes", command, StringComparison.Ordinal);
        Assert.Contains("--appendfsync always", command, StringComparison.Ordinal);
        Assert.Contains("--maxmemory-policy noeviction", command, StringComparison.Ordinal);
        Assert.Contains("redis:/data", redis.Lines("volumes"));
    }

    [Fact]
    public void No_key_that_opens_the_door_is_written_down()
    {
        Assert.All(Compose.Of("Silo").Concat(Compose.Of("ClientApi")).SelectMany(service => service.Environment).Where(entry => entry.Key.StartsWith("Tenants__", StringComparison.Ordinal)),
            entry => Assert.StartsWith("${", entry.Value, StringComparison.Ordinal));
        Assert.DoesNotMatch(KeyHashPattern(), Repository.Read("docker-compose.yml") + Repository.Read("deploy/orchestrator.json"));
    }

    [GeneratedRegex("sha256:[0-9a-fA-F]{8,}|orc_[a-z0-9]+_|sk-[A-Za-z0-9]{8,}")]
    private static partial Regex KeyHashPattern();
}

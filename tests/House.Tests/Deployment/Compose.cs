namespace Orchestrator.House;

/// <summary>docker-compose.yml as the tests look at it.</summary>
internal static class Compose
{
    private static readonly Dictionary<string, object> s_file = Yaml.Read(Repository.Read("docker-compose.yml"));

    public static IReadOnlyList<Service> Services => [.. Part(s_file, "services").Select(entry => new Service(entry.Key, (Dictionary<string, object>)entry.Value))];

    /// <summary>The services that run one of the programs.</summary>
    public static IReadOnlyList<Service> Of(string program) => [.. Services.Where(service => service.Program == program)];

    public static Service Named(string name) => Services.Single(service => service.Name == name);

    private static Dictionary<string, object> Part(Dictionary<string, object> mapping, string key) =>
        mapping.GetValueOrDefault(key) as Dictionary<string, object> ?? [];

    internal sealed record Service(string Name, Dictionary<string, object> Settings)
    {
        /// <summary>The project whose Dockerfile builds it; null for images of others.</summary>
        public string? Program => Part(Settings, "build").GetValueOrDefault("dockerfile") is string file ? file.Split('/')[0] : null;

        public string Image => Text("image");

        public IReadOnlyDictionary<string, string> Environment => Part(Settings, "environment").ToDictionary(entry => entry.Key, entry => (string)entry.Value);

        public IReadOnlyList<string> Command => Lines("command");

        public string Text(string key) => Settings.GetValueOrDefault(key) as string ?? "";

        public IReadOnlyList<string> Lines(string key) => Settings.GetValueOrDefault(key) as List<string> ?? [];

        public string? AddressIn(string network) => Part(Part(Settings, "networks"), network).GetValueOrDefault("ipv4_address") as string;

        /// <summary>The value it has where nobody sets the variable that it is taken from.</summary>
        public string Default(string variable)
        {
            var value = Environment.GetValueOrDefault(variable, "");
            var start = value.IndexOf(":-", StringComparison.Ordinal);
            return value.StartsWith("${", StringComparison.Ordinal) && start > 0 ? value[(start + 2)..^1] : value;
        }
    }
}

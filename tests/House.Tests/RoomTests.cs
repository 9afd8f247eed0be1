using System.Text.RegularExpressions;

namespace Orchestrator.House;

/// <summary>Which room may point at which. The table is the one of docs/floorplan.md.</summary>
public sealed class RoomTests
{
    private static readonly Dictionary<string, string[]> s_mayPointAt = new()
    {
        ["Requests"] = ["Conversations", "Caching", "Quota", "Dispatch", "Tokens", "Telemetry"],
        ["Background"] = ["Requests", "Conversations", "Telemetry"],
        ["Conversations"] = ["Tokens", "Telemetry"],
        ["Caching"] = ["Telemetry"],
        ["Quota"] = ["Tokens", "Telemetry"],
        ["Dispatch"] = ["Upstreams", "Telemetry"],
        ["Upstreams"] = ["Telemetry"],
        ["Usage"] = ["Telemetry"],
        ["Sight"] = ["Telemetry"],
        ["Tenants"] = ["Quota", "Telemetry"],
        ["Tokens"] = [],
        ["Telemetry"] = [],
    };

    public static TheoryData<string> ProjectsWithRooms => ["Grains.Interfaces", "Grains", "ClientApi", "Silo"];

    [Theory, MemberData(nameof(ProjectsWithRooms))]
    public void A_folder_is_a_room_is_a_namespace(string project)
    {
        var strays = Source.In(project)
            .Where(source => source.Namespace != (source.Folder.Length == 0 ? "Orchestrator" : $"Orchestrator.{source.Folder}"))
            .Where(source => Path.GetFileName(source.Path) is not "Program.cs")
            .Select(source => $"{source.Path} is in namespace '{source.Namespace}'");

        Problems.None(strays);
    }

    [Fact]
    public void The_simulator_is_one_room()
    {
        var strays = Source.In("Simulator").Where(source => source.Namespace is not ("Orchestrator.Simulator" or "") || (source.Namespace.Length == 0 && !source.Path.EndsWith("/Program.cs", StringComparison.Ordinal)));

        Problems.None(strays.Select(source => $"{source.Path} is in namespace '{source.Namespace}'"));
    }

    [Theory]
    [InlineData("Grains.Interfaces")]
    [InlineData("Grains")]
    public void Every_room_is_in_the_table(string project)
    {
        var unknown = Source.In(project).Select(source => source.Folder).Where(folder => folder.Length > 0).Distinct().Except(s_mayPointAt.Keys);

        Problems.None(unknown);
    }

    [Fact]
    public void A_room_points_only_where_the_table_lets_it()
    {
        var sources = (IReadOnlyList<Source>)[.. Source.In("Grains.Interfaces"), .. Source.In("Grains")];
        var types = TypesByRoom(sources);

        var wrong = from source in sources
                    from room in s_mayPointAt.Keys
                    where room != source.Folder && (NamesNamespace(source, room) || NamesQualified(source, room, types[room]))
                    where !s_mayPointAt.GetValueOrDefault(source.Folder, []).Contains(room)
                    select $"{source.Path} points at {room}";

        Problems.None(wrong);
    }

    [Fact]
    public void The_table_has_no_pair_that_points_at_each_other()
    {
        Problems.None(PairsOf(s_mayPointAt.SelectMany(entry => entry.Value.Select(to => (entry.Key, to)))));
    }

    /// <summary>The doors share the names of the rooms they lead to, so what counts here are the doors' own types.</summary>
    [Theory]
    [InlineData("ClientApi")]
    [InlineData("Silo")]
    public void No_two_rooms_of_a_host_point_at_each_other(string project)
    {
        var sources = Source.In(project).Where(source => source.Folder.Length > 0).ToList();
        var types = TypesByRoom(sources);
        var arrows = from source in sources
                     from room in types
                     where room.Key != source.Folder
                     where (NamesNamespace(source, room.Key) && room.Any(type => source.Says($@"\b{type}\b"))) || NamesQualified(source, room.Key, room)
                     select (source.Folder, room.Key);

        Problems.None(PairsOf(arrows));
    }

    [Fact]
    public void The_rooms_of_a_host_do_not_point_at_its_composition()
    {
        var wrong = Source.In("ClientApi").Where(source => source.Folder is not ("" or "Hosting") && source.Says(@"\bOrchestrator\.Hosting\b"));

        Problems.None(wrong.Select(source => source.Path));
    }

    [Fact]
    public void Doors_never_name_a_grain_class()
    {
        var grains = Source.In("Grains").SelectMany(source => source.Types.Where(type => type.EndsWith("Grain", StringComparison.Ordinal) && type[0] != 'I')).ToList();
        var wrong = Source.In("ClientApi").Where(source => grains.Exists(grain => source.Says($@"\b{grain}\b")));

        Problems.None(wrong.Select(source => source.Path));
    }

    private static ILookup<string, string> TypesByRoom(IEnumerable<Source> sources) =>
        sources.SelectMany(source => source.Types.Select(type => (source.Folder, type))).ToLookup(entry => entry.Folder, entry => entry.type);

    private static bool NamesNamespace(Source source, string room) => source.Says($@"\bOrchestrator\.{room}\b");

    // Inside the namespace Orchestrator.X the name Quota.QuotaLevel needs no using.
    private static bool NamesQualified(Source source, string room, IEnumerable<string> types) =>
        Regex.Matches(source.Code, $@"(?<![\w.]){room}\.(\w+)").Any(match => types.Contains(match.Groups[1].Value));

    private static IEnumerable<string> PairsOf(IEnumerable<(string From, string To)> arrows)
    {
        var all = arrows.ToHashSet();
        return all.Where(arrow => string.CompareOrdinal(arrow.From, arrow.To) < 0 && all.Contains((arrow.To, arrow.From))).Select(arrow => $"{arrow.From} <-> {arrow.To}");
    }
}

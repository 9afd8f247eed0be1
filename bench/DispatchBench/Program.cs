using Orchestrator.Bench;

// What the dispatch room promises, seen at real processes: see docs/resilience.md. bench/dispatch.sh starts them.
if (args is not [var task, var upstream, var redis, .. var doors] || doors.Length == 0) return Usage();

using var provider = new Provider(upstream);
return task switch
{
    "overload" => await Overload.Measure(doors, provider),
    "neighbour" => await Neighbour.Measure(doors, provider),
    "shares" => await SharesOfTenants.Measure(doors, provider),
    "ceiling" => await HiddenCeiling.Measure(doors, provider),
    "breaker" => await BreakerNews.Measure(doors, provider),
    "drain" => await Draining.Measure(doors, provider, redis),
    "leave" => await Leaving.Measure(doors, provider),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("overload|neighbour|shares|ceiling|breaker|drain|leave UPSTREAM REDIS DOOR...");
    return 64;
}

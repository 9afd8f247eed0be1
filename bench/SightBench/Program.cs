using System.Globalization;
using Orchestrator.Bench;

// What it costs a request to be written down, and a silo to be looked at: see docs/usage.md.
return args switch
{
    [] => await Watching.Measure(TimeSpan.FromSeconds(3)),
    [var seconds] => await Watching.Measure(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("[SECONDS]    the cost of a request's walk, with witnesses and without, and of a look");
    return 64;
}

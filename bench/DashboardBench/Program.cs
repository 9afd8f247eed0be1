using Orchestrator.Bench;

// What watching costs, and how quick the pages are when there is much: see docs/dashboard.md.
return args switch
{
    ["configure", var file, var tenants] => await Bodies.Write(file, Number(tenants, 10_000)),
    ["fill", var api, var redis, var tenants, var conversations, var requests] =>
        await Filling.Measure(api, redis, Number(tenants, 10_000), Number(conversations, 100_000), Number(requests, 1_000_000)),
    ["watch", var api, var redis, var pairs, var seconds] => await Watching.Measure(api, redis, Number(pairs, 20), Number(seconds, 60)),
    _ => Usage(),
};

static int Number(string text, int most) => int.TryParse(text, out var number) && number >= 1 && number <= most
    ? number
    : throw new ArgumentException($"Expected a number from 1 to {most}, not {text}.");

static int Usage()
{
    Console.Error.WriteLine("configure FILE TENANTS                            what the silo and wrk are told: FILE and FILE.lua");
    Console.Error.WriteLine("fill API REDIS TENANTS CONVERSATIONS REQUESTS     pages before and after that much was put in, under load");
    Console.Error.WriteLine("watch API REDIS PAIRS SECONDS                     throughput with no page open and with five, in turn");
    return 64;
}

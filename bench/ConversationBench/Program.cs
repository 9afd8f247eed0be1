using Orchestrator.Bench;

// What conversations cost: see docs/conversations.md.
return args switch
{
    ["turns", var api, var redis, var picture] => await Turns.Measure(api, redis, picture),
    ["idle", var api, var redis, var conversations] => await Idle.Measure(api, redis, int.Parse(conversations, null)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("turns API REDIS PICTURE         bytes that a turn writes from the first to the 500th, drawn as SVG, and what reading them cold asks of the store");
    Console.Error.WriteLine("idle API REDIS CONVERSATIONS    memory of idle conversations of 100 tenants, and a cold turn beside a warm one");
    return 64;
}

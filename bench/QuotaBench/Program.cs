using Orchestrator.Bench;

// How fast one hot tenant's requests are decided in one silo, and who holds which leases while silos come and go: see docs/quota.md.
return args switch
{
    ["decisions", var redis, .. var rest] => await Decisions.Measure(redis, rest is [var seconds] ? int.Parse(seconds, null) : 10),
    ["leases", var redis, var tenant, var seconds, var picture] => await LeaseWatch.Draw(redis, tenant, TimeSpan.FromSeconds(int.Parse(seconds, null)), picture),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("decisions REDIS [SECONDS]              decisions a second of one tenant in one silo, all kinds of limits on");
    Console.Error.WriteLine("leases REDIS TENANT SECONDS PICTURE    draws who holds a running cluster's leases of a tenant as SVG");
    return 64;
}

using System.Diagnostics.CodeAnalysis;
using Orleans.GrainDirectory;
using Orleans.Metadata;
using Orleans.Runtime.GrainDirectory;

namespace Orchestrator.Whereabouts;

/// <summary>Tenants' quotas are found in a directory that no silo's death tears, stateless workers without asking any, all others as Orleans does.</summary>
internal sealed class DirectoryChoice(RedisGrainDirectory durable) : IGrainDirectoryResolver
{
    private static readonly GrainType s_quota = GrainType.Create("quota");
    private static readonly NoDirectory s_none = new();

    public bool TryResolveGrainDirectory(GrainType grainType, GrainProperties? properties, [NotNullWhen(true)] out IGrainDirectory? grainDirectory)
    {
        grainDirectory = grainType == s_quota ? durable : IsStateless(properties) ? s_none : null;
        return grainDirectory is not null;
    }

    private static bool IsStateless(GrainProperties? properties) =>
        properties is not null
        && properties.Properties.TryGetValue(WellKnownGrainTypeProperties.PlacementStrategy, out var placement)
        && placement == "StatelessWorkerPlacement";
}

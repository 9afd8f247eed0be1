namespace Orchestrator.Sight;

/// <summary>A silo's name in all that is shown: its address, without the number of its life.</summary>
internal static class SiloNames
{
    public static string Of(SiloAddress silo) => $"{silo.Endpoint}";
}

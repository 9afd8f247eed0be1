using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Quota;

/// <summary>Says a configured plan as the contract knows it, with a version that is the same in every silo as long as the plan is.</summary>
internal static class PlanReader
{
    public static PlanTerms Read(QuotaPlanOptions plan)
    {
        var terms = new PlanTerms { Version = 0, Limits = [.. plan.Limits.Select(LimitReader.Read)], Mode = plan.Mode, MaxTokens = plan.MaxTokens, Weight = plan.Weight };
        return terms with { Version = VersionOf(terms) };
    }

    /// <summary>The first 64 bits of the content's SHA-256, and 1 where they are 0, which stands for no plan.</summary>
    private static long VersionOf(PlanTerms plan)
    {
        using var content = new MemoryStream();
        using (var writer = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true)) Write(writer, plan);
        var hash = BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(content.ToArray()));
        return hash == 0 ? 1 : hash;
    }

    // Strings are written with their length and lists with their count: what differs is written differently.
    private static void Write(BinaryWriter writer, PlanTerms plan)
    {
        writer.Write((int)plan.Mode);
        writer.Write(plan.MaxTokens ?? 0);
        writer.Write(plan.Limits.Length);
        foreach (var limit in plan.Limits)
        {
            Write(writer, limit.Terms);
            Write(writer, limit.Scope);
        }

        writer.Write(plan.Weight);
    }

    private static void Write(BinaryWriter writer, LimitTerms terms)
    {
        writer.Write(terms.Name);
        writer.Write((int)terms.Unit);
        writer.Write((int)terms.Algorithm);
        writer.Write(terms.Amount);
        writer.Write(terms.Period);
        writer.Write(terms.Burst);
        writer.Write((int)terms.Every);
        writer.Write(terms.TimeZone);
    }

    private static void Write(BinaryWriter writer, LimitScope scope)
    {
        writer.Write((int)scope.By);
        writer.Write(scope.Only.Length);
        foreach (var name in scope.Only) writer.Write(name);
    }
}

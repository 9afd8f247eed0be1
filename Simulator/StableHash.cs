using System.Runtime.InteropServices;

namespace Orchestrator.Simulator;

/// <summary>A 64-bit fingerprint of a sequence of texts, the same in every process; not for secrets.</summary>
internal readonly record struct StableHash(ulong Value)
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    public static readonly StableHash Start = new(Odd);

    public StableHash Add(string? text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        var hash = Mix(Value ^ (ulong)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));

        foreach (var rest in bytes)
            hash = Mix(hash ^ rest);
        return new StableHash(hash);
    }

    public StableHash Add(int number) => new(Mix(Value ^ (uint)number));

    /// <summary>The finaliser of SplitMix64.</summary>
    public static ulong Mix(ulong value)
    {
        value += Odd;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

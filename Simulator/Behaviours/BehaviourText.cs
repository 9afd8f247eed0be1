using System.Globalization;

namespace Orchestrator.Simulator;

/// <summary>Reads the compact form of a behaviour, <c>key=value; flag; key=value</c>, on top of another behaviour.</summary>
internal static class BehaviourText
{
    private delegate Behaviour? Amendment(Behaviour behaviour, string value);

    private static readonly Dictionary<string, Amendment> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["latency"] = Milliseconds((behaviour, time) => behaviour with { Latency = time }),
        ["ttft"] = Milliseconds((behaviour, time) => behaviour with { FirstToken = time }),
        ["tps"] = Number(0, 1e9, (behaviour, rate) => behaviour with { TokensPerSecond = rate }),
        ["jitter"] = Number(0, 1, (behaviour, fraction) => behaviour with { Jitter = fraction }),
        ["keep-alive"] = Milliseconds((behaviour, time) => behaviour with { KeepAlive = time }),
        ["tokens"] = Count((behaviour, count) => behaviour with { Tokens = count }),
        ["status"] = Status,
        ["retry-after"] = (behaviour, value) => behaviour with { RetryAfter = value },
        ["concurrency"] = Count((behaviour, limit) => behaviour with { Concurrency = limit }),
        ["cut-before-headers"] = Flag((behaviour, on) => behaviour with { CutBeforeHeaders = on }),
        ["cut-after"] = Count((behaviour, chunks) => behaviour with { CutAfter = chunks }),
        ["cut-random"] = Flag((behaviour, on) => behaviour with { CutRandom = on }),
        ["cut-inside"] = Count((behaviour, chunks) => behaviour with { CutInside = chunks }),
        ["stall-after"] = Count((behaviour, chunks) => behaviour with { StallAfter = chunks }),
        ["stall-alive"] = Flag((behaviour, on) => behaviour with { StallAlive = on }),
        ["no-done"] = Flag((behaviour, on) => behaviour with { NoDone = on }),
        ["no-finish"] = Flag((behaviour, on) => behaviour with { NoFinish = on }),
        ["finish"] = (behaviour, value) => behaviour with { Finish = value },
        ["garbage-after"] = Count((behaviour, chunks) => behaviour with { GarbageAfter = chunks }),
        ["error-after"] = Count((behaviour, chunks) => behaviour with { ErrorAfter = chunks }),
        ["empty"] = Flag((behaviour, on) => behaviour with { Empty = on }),
        ["whitespace"] = Flag((behaviour, on) => behaviour with { Whitespace = on }),
        ["times"] = Count((behaviour, count) => behaviour with { Times = count }),
        ["probability"] = Number(0, 1, (behaviour, chance) => behaviour with { Probability = chance }),
    };

    public static bool TryParse(string text, Behaviour onto, out Behaviour behaviour, out string? complaint)
    {
        behaviour = onto;
        complaint = null;
        foreach (var part in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = part.Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var given]
                ? (name, given)
                : (part, "true");

            if (!Keys.TryGetValue(key, out var amend))
                complaint = $"Unknown behaviour '{key}'. Known are: {string.Join(", ", Keys.Keys)}.";
            else if (amend(behaviour, value) is { } amended)
                behaviour = amended;
            else
                complaint = $"Behaviour '{key}' cannot be '{value}'.";

            if (complaint is not null)
                return false;
        }

        return true;
    }

    private static Behaviour? Status(Behaviour behaviour, string value) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out var status) && status is >= 400 and <= 599
            ? behaviour with { Status = status }
            : null;

    private static Amendment Milliseconds(Func<Behaviour, TimeSpan, Behaviour> set) =>
        Number(0, 1e9, (behaviour, milliseconds) => set(behaviour, TimeSpan.FromMilliseconds(milliseconds)));

    private static Amendment Number(double least, double most, Func<Behaviour, double, Behaviour> set) =>
        (behaviour, value) =>
            double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? set(behaviour, number)
                : null;

    private static Amendment Count(Func<Behaviour, int, Behaviour> set) =>
        (behaviour, value) =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? set(behaviour, count)
                : null;

    private static Amendment Flag(Func<Behaviour, bool, Behaviour> set) =>
        (behaviour, value) => bool.TryParse(value, out var on) ? set(behaviour, on) : null;
}

using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orchestrator.Figures;

namespace Orchestrator.GrainStates;

/// <summary>One member of what a grain tells of itself: a value, or members of its own.</summary>
public sealed record StateNode(string Name, string Value, IReadOnlyList<StateNode> Members);

/// <summary>
/// What a grain tells of itself as a tree, whatever its type: at most <see cref="MostDepth"/> deep and <see cref="MostNodes"/> nodes long. What clients said and what
/// models answered is left out, by its type.
/// </summary>
internal sealed class StateTree
{
    /// <summary>The most levels below the first.</summary>
    public const int MostDepth = 6;

    /// <summary>The most nodes.</summary>
    public const int MostNodes = 500;

    /// <summary>The most letters of a value.</summary>
    public const int MostLetters = 256;

    private const string Hidden = "hidden: content";

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> s_members = new();
    private static readonly HashSet<Type> s_content = [typeof(Message), typeof(Prompt), typeof(ReadOnlyMemory<byte>), typeof(byte[])];

    // A client's own words, though they are letters like any others.
    private static readonly HashSet<string> s_contentNames = new(StringComparer.Ordinal) { "Metadata" };

    private int _left = MostNodes;

    private StateTree()
    {
    }

    public static StateNode Of(string name, object? state) => new StateTree().Node(name, state, 0);

    private StateNode Node(string name, object? value, int depth)
    {
        _left--;
        if (value is null) return new StateNode(name, "none", []);
        var type = value.GetType();
        if (s_content.Contains(type)) return new StateNode(name, Hidden, []);
        if (s_contentNames.Contains(name)) return new StateNode(name, value is ICollection { Count: var count } ? $"{Hidden}, {Words.Count(count)} entries" : Hidden, []);
        if (IsOneValue(type)) return new StateNode(name, Text(value), []);
        if (IsUnmade(value, type)) return new StateNode(name, "none", []);
        return value is IEnumerable items ? List(name, items, depth) : Record(name, value, type, depth);
    }

    private StateNode Record(string name, object value, Type type, int depth)
    {
        if (depth == MostDepth) return new StateNode(name, "…", []);
        var members = new List<StateNode>();
        foreach (var member in s_members.GetOrAdd(type, MembersOf))
        {
            if (_left <= 0) break;
            members.Add(Node(member.Name, member.GetValue(value), depth + 1));
        }

        return new StateNode(name, "", members);
    }

    private StateNode List(string name, IEnumerable items, int depth)
    {
        var members = new List<StateNode>();
        var all = 0;
        foreach (var item in items)
        {
            // What is not shown is counted, and no more: lists of a description are bounded where they are made.
            if (depth < MostDepth && _left > 0) members.Add(Item(all, item, depth + 1));
            all++;
        }

        var more = all - members.Count;
        return new StateNode(name, all == 0 ? "empty" : more > 0 ? $"{Words.Count(all)}, {Words.Count(more)} of them not shown" : Words.Count(all), members);
    }

    private StateNode Item(int number, object? item, int depth)
    {
        var type = item?.GetType();
        if (type is not { IsGenericType: true } || type.GetGenericTypeDefinition() != typeof(KeyValuePair<,>)) return Node(number.ToString(CultureInfo.InvariantCulture), item, depth);
        return Node(Text(type.GetProperty("Key")!.GetValue(item)!), type.GetProperty("Value")!.GetValue(item), depth);
    }

    // The parameterless ToString that a record gets from the compiler says what its members say; any other was written to be read.
    private static bool IsOneValue(Type type) => type.IsPrimitive || type.IsEnum || type == typeof(string)
        || (type.GetMethod(nameof(ToString), Type.EmptyTypes) is { } text && text.DeclaringType == type && text.GetCustomAttribute<CompilerGeneratedAttribute>() is null
            && !typeof(IEnumerable).IsAssignableFrom(type));

    // An immutable array that nobody set throws where it is looked into.
    private static bool IsUnmade(object value, Type type) => value is IEnumerable && type.GetProperty("IsDefault")?.GetValue(value) is true;

    private static PropertyInfo[] MembersOf(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(member => member.GetIndexParameters().Length == 0 && member.CanRead)];

    private static string Text(object value)
    {
        var text = value switch
        {
            DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture) + " UTC",
            TimeSpan time => Words.Time(time),
            long or int => ((IFormattable)value).ToString("N0", CultureInfo.InvariantCulture),
            IFormattable figure => figure.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.Length > MostLetters ? text[..MostLetters] + "…" : text;
    }
}

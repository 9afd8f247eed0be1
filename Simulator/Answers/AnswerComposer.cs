using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Orchestrator.Simulator;

/// <summary>Decides what the model says; the same conversation is always answered in the same words.</summary>
internal static class AnswerComposer
{
    private const int ShortestAnswer = 40;
    private const int LongestAnswer = 60;
    private const int ShortestReasoning = 8;
    private const int LongestReasoning = 16;
    private const int LongestExcerpt = 80;
    private const int WhitespaceTokens = 8_192;
    private const int FragmentLength = 4;

    /// <remarks>
    /// 1. Think, when thinking is on. 2. Say the full answer, or call the tool. 3. Stop at a stop sequence.
    /// 4. Leave out what the client has already begun. 5. Stop at the token limit. 6. Give the reason for stopping.
    /// </remarks>
    public static Answer Compose(Ask ask, Behaviour behaviour)
    {
        var seed = ask.Messages.Aggregate(StableHash.Start.Add(ask.Model), (hash, message) => message.AddTo(hash));
        var reasoning = ask.Thinks ? Reasoning(ask, seed) : [];

        var call = behaviour.Empty || ask.Call is null ? null : Call(ask.Call, seed);
        var content = behaviour.Empty || call is not null ? [] : Content(ask, seed, behaviour);

        content = StopAt(content, ask.Stops);
        var whole = reasoning.Count + content.Count;
        var begins = IsBeginning(ask.Prefix, reasoning, content);
        // Whoever has begun to speak has done with thinking.
        reasoning = ask.Prefix is { Content: not "" } ? [] : Continue(reasoning, ask.Prefix?.Reasoning ?? "");
        content = Continue(content, ask.Prefix?.Content ?? "");
        var begun = begins ? whole - reasoning.Count - content.Count : (int?)null;

        var limit = ask.MaxTokens ?? int.MaxValue;
        var cut = reasoning.Count + content.Count + (call?.Fragments.Count ?? 0) > limit;
        reasoning = Limit(reasoning, ref limit);
        content = Limit(content, ref limit);
        call = call is null ? null : call with { Fragments = Limit([.. call.Fragments], ref limit) };

        return new Answer
        {
            Thinks = ask.Thinks,
            Reasoning = reasoning,
            Content = content,
            Call = call,
            Begun = begun,
            FinishReason = FinishReason(behaviour, cut, call),
        };
    }

    private static string? FinishReason(Behaviour behaviour, bool cut, ToolCall? call)
    {
        if (behaviour.NoFinish)
            return null;
        return behaviour.Finish ?? (cut || behaviour.Whitespace ? "length" : call is null ? "stop" : "tool_calls");
    }

    private static List<string> Reasoning(Ask ask, StableHash seed)
    {
        var thought = seed.Add("reasoning");
        var count = ShortestReasoning + (int)(thought.Value % (LongestReasoning - ShortestReasoning + 1));
        var opening = string.Create(CultureInfo.InvariantCulture, $"Let me think about these {ask.Messages.Count} messages:");
        return new Prose(thought).Fill(Prose.SplitIntoTokens(opening), count);
    }

    private static List<string> Content(Ask ask, StableHash seed, Behaviour behaviour)
    {
        if (behaviour.Whitespace)
            return [.. Enumerable.Repeat("\n ", ask.MaxTokens ?? WhitespaceTokens)];

        var count = behaviour.Tokens ?? ShortestAnswer + (int)(seed.Value % (LongestAnswer - ShortestAnswer + 1));
        var opening = string.Create(
            CultureInfo.InvariantCulture,
            $"You asked: «{Excerpt(ask.LastUserText)}» I have read {ask.Messages.Count} messages.");
        var prose = new Prose(seed);
        return ask.WantsJson
            ? Json(prose.Fill(Prose.SplitIntoTokens(opening), Math.Max(0, count - 2)))
            : prose.Fill(Prose.SplitIntoTokens(opening), count);
    }

    /// <summary>Wraps the words into one JSON object; its opening and its end are tokens too.</summary>
    private static List<string> Json(List<string> words) =>
    [
        "{\"answer\": \"",
        .. words.Select(word => JsonEncodedText.Encode(word, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString()),
        "\"}",
    ];

    private static string Excerpt(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        if (line.Length <= LongestExcerpt)
            return line;

        var end = char.IsHighSurrogate(line[LongestExcerpt - 1]) ? LongestExcerpt - 1 : LongestExcerpt;
        return $"{line[..end]}…";
    }

    /// <summary>Whether the client's beginning is that of this very answer: all of the thoughts before the first word, where there are words.</summary>
    private static bool IsBeginning(Message? prefix, List<string> reasoning, List<string> content)
    {
        if (prefix is null)
            return false;

        var thought = string.Concat(reasoning);
        return string.Concat(content).StartsWith(prefix.Content, StringComparison.Ordinal)
            && (prefix.Content.Length > 0 ? prefix.Reasoning == thought : thought.StartsWith(prefix.Reasoning, StringComparison.Ordinal));
    }

    /// <summary>The rest of an answer that the client has begun; an answer that was begun in other words is not repeated from its start but followed by it.</summary>
    private static List<string> Continue(List<string> tokens, string begun)
    {
        if (begun.Length == 0 || !string.Concat(tokens).StartsWith(begun, StringComparison.Ordinal))
            return tokens;

        var skip = begun.Length;
        var index = 0;
        while (index < tokens.Count && skip >= tokens[index].Length)
            skip -= tokens[index++].Length;

        var rest = tokens[index..];
        if (skip > 0)
            rest[0] = rest[0][skip..];
        return rest;
    }

    private static List<string> StopAt(List<string> tokens, IReadOnlyList<string> stops)
    {
        if (stops.Count == 0)
            return tokens;

        var text = string.Concat(tokens);
        var end = stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(index => index >= 0).DefaultIfEmpty(text.Length).Min();
        var kept = new List<string>(tokens.Count);
        foreach (var token in tokens)
        {
            if (end <= 0)
                break;
            kept.Add(token.Length <= end ? token : token[..end]);
            end -= token.Length;
        }

        return kept;
    }

    private static List<string> Limit(List<string> tokens, ref int limit)
    {
        var kept = tokens.Count <= limit ? tokens : tokens[..limit];
        limit -= kept.Count;
        return kept;
    }

    private static ToolCall Call(FunctionBody function, StableHash seed)
    {
        var arguments = function.Parameters is { } schema
            ? new SchemaSample(seed).Of(schema)?.ToJsonString(ReplyJson.Relaxed) ?? "{}"
            : "{}";
        return new ToolCall($"call_{seed.Value:x16}", function.Name!, Fragments(arguments));
    }

    private static List<string> Fragments(string text)
    {
        var fragments = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + FragmentLength, text.Length);
            if (end < text.Length && char.IsLowSurrogate(text[end]))
                end++;
            fragments.Add(text[start..end]);
            start = end;
        }

        return fragments;
    }
}

using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Upstreams;

/// <summary>Decides whether a broken answer can be continued, and what to ask for then: the same prompt, with the answer so far as the beginning of the next.</summary>
internal static class Continuation
{
    /// <summary>Whether an answer to this call could be continued at all. Several choices and log probabilities cannot be put together again.</summary>
    public static bool IsPossible(UpstreamCall call, UpstreamOptions options) =>
        options.Prefix is { BaseUrl: not null, MostHeals: > 0 } && call.Prompt.Stream && !HasUnhealable(call.Prompt.Parameters.Span);

    /// <summary>What to ask next; null where the answer holds what no beginning can say (calls of tools, a refusal), or has all the tokens that it may have.</summary>
    /// <param name="first">The call as it was made first.</param>
    /// <param name="soFar">The answer as the client has it.</param>
    /// <param name="observed">Its tokens, over all attempts.</param>
    public static UpstreamCall? Next(UpstreamCall first, AssistantMessage soFar, long observed)
    {
        if (!soFar.CanBeContinued) return null;
        var most = first.Prompt.MaxTokens ?? first.MaxTokens;
        if (most <= observed) return null;
        return first with
        {
            Prompt = first.Prompt with { MaxTokens = most is { } tokens ? (int)(tokens - observed) : null },
            MaxTokens = null,
            Prefix = soFar.BuildPrefix(),
        };
    }

    private static bool HasUnhealable(ReadOnlySpan<byte> parameters)
    {
        if (parameters.IsEmpty) return false;
        var json = new ArrayBufferWriter<byte>(parameters.Length + 2);
        json.Write("{"u8);
        json.Write(parameters);
        json.Write("}"u8);
        try
        {
            var reader = new Utf8JsonReader(json.WrittenSpan);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var choices = reader.ValueTextEquals("n"u8);
                var probabilities = reader.ValueTextEquals("logprobs"u8) || reader.ValueTextEquals("top_logprobs"u8);
                reader.Read();
                if (choices && !(reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var n) && n == 1))) return true;
                if (probabilities && reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False)) return true;
                reader.Skip();
            }

            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}

using System.Buffers;
using System.Text.Json;
using Orchestrator.Quota;

namespace Orchestrator.Requests;

/// <summary>Says of a request what its quota depends on.</summary>
/// <remarks>
/// No token of text is shorter than a byte of UTF-8, and JSON spells no character with fewer bytes than UTF-8 does: so the bytes of messages
/// and parameters are a bound on the prompt's tokens. What a template puts around a message is covered by its JSON's own
/// <c>{"role":"","content":""}</c>. Around tools providers put instructions of their own. Images and files that a message only names are not bounded by the bytes that name
/// them; what they use beyond is debt.
/// </remarks>
internal static class RequestFacts
{
    /// <summary>Tokens by which a provider introduces tools.</summary>
    public const int ToolPreamble = 512;

    // Deeper than any body that a door lets in.
    private const int MostDepth = 1024;

    /// <summary>The facts of a request, with the prompt as it goes upstream: history, instructions and all.</summary>
    public static QuotaRequest Of(ChatRequest request, Prompt prompt)
    {
        long bytes = prompt.Parameters.Length;
        foreach (var message in prompt.Messages) bytes += message.Json.Length;
        var (choices, tools) = Scan(prompt.Parameters.Span);
        return new QuotaRequest
        {
            Id = request.Id,
            Tenant = request.Tenant,
            Key = request.Key,
            Model = prompt.Model,
            PromptTokens = TokenEstimate.Of(prompt),
            PromptBound = bytes + (tools ? ToolPreamble : 0),
            MaxTokens = prompt.MaxTokens,
            Choices = choices,
        };
    }

    /// <summary>How many answers are asked for, and whether there are tools.</summary>
    private static (int Choices, bool Tools) Scan(ReadOnlySpan<byte> parameters)
    {
        var (choices, tools) = (1, false);
        if (parameters.IsEmpty) return (choices, tools);

        var length = parameters.Length + 2;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            rented[0] = (byte)'{';
            parameters.CopyTo(rented.AsSpan(1));
            rented[length - 1] = (byte)'}';
            var reader = new Utf8JsonReader(rented.AsSpan(0, length), new JsonReaderOptions { MaxDepth = MostDepth });
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var (isChoices, isTools) = (reader.ValueTextEquals("n"u8), reader.ValueTextEquals("tools"u8));
                reader.Read();
                if (isChoices && reader.TokenType is JsonTokenType.Number && reader.TryGetInt32(out var number)) choices = Math.Max(1, number);
                if (isTools) tools = reader.TokenType is not JsonTokenType.Null;
                reader.Skip();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return (choices, tools);
    }
}

namespace Orchestrator.Schemas;

/// <summary>What is wrong with an answer that was to hold to a schema: the first violation, and nothing of what the answer says.</summary>
/// <param name="Pointer">The JSON pointer of the place; empty for the whole answer.</param>
/// <param name="Violation">What was violated there, as one word.</param>
internal sealed record SchemaVerdict(string Pointer, string Violation)
{
    /// <summary>The code under which clients hear of it.</summary>
    public const string Code = "invalid_output";

    public string Message => Pointer.Length == 0
        ? $"The model's answer does not hold to 'text.format.schema': {Violation}."
        : $"The model's answer does not hold to 'text.format.schema' at '{Pointer}': {Violation}.";
}

namespace Orchestrator.Simulator;

/// <summary>Decides whether the model thinks before it answers: yes, unless it is told not to.</summary>
internal static class Thinking
{
    public static bool IsOn(CompletionBody body) =>
        body.Thinking?.Type != "disabled" && body.ReasoningEffort != "none";
}

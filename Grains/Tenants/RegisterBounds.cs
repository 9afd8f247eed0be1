namespace Orchestrator.Tenants;

/// <summary>Bounds on what an order may hold, whoever sends it.</summary>
internal static class RegisterBounds
{
    private const int LongestWord = 512;
    private const int LongestDetail = 4_096;
    private const int MostSettings = 512;

    public static RegisterAnswer.Invalid? Check(RegisterOrder order)
    {
        if (order.By.Length is < 1 or > LongestWord) return new("by", $"has {order.By.Length} characters; expected 1 to {LongestWord}.");
        return order.Change switch
        {
            RegisterChange.Note note when note.What.Length is < 1 or > LongestWord => new("what", $"has {note.What.Length} characters; expected 1 to {LongestWord}."),
            RegisterChange.Note note when note.Subject.Length > LongestWord => new("subject", $"has {note.Subject.Length} characters; expected {LongestWord} at most."),
            RegisterChange.Note note when note.Detail.Length > LongestDetail => new("detail", $"has {note.Detail.Length} characters; expected {LongestDetail} at most."),
            RegisterChange.PutPlan plan when plan.Settings.Count > MostSettings => new("plan", $"has {plan.Settings.Count} settings; expected {MostSettings} at most."),
            RegisterChange.PutPlan plan when plan.Settings.Any(setting => setting.Key.Length > LongestWord || setting.Value.Length > LongestWord) => new("plan", $"has a setting of more than {LongestWord} characters."),
            _ => null,
        };
    }
}

namespace Orchestrator.Dashboard;

/// <summary>Who may look at the pages.</summary>
internal interface IOperators
{
    /// <summary>Whose key this is; null where it is nobody's.</summary>
    Operator? Find(string key);
}

namespace Orchestrator.Operators;

/// <summary>Who may look at the pages and call the admin API.</summary>
internal interface IOperators
{
    /// <summary>Whose key this is; null where it is nobody's.</summary>
    Operator? Find(string key);

    /// <summary>The operator of that id; null where there is none, or none any more.</summary>
    Operator? Named(string id);
}

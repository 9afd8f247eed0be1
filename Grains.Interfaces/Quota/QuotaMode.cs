namespace Orchestrator.Quota;

/// <summary>What is reserved of a token limit before a call.</summary>
[GenerateSerializer, Alias("orchestrator.quota-mode")]
public enum QuotaMode
{
    /// <summary>What the call will probably use. What it uses beyond is debt, paid before later calls pass.</summary>
    Estimated,

    /// <summary>The most that the call can use, so that what is used never exceeds the limit.</summary>
    Strict,
}

namespace Orchestrator;

/// <summary>Names the customer on whose account a request runs. It comes only from the credential, never from the request.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.tenant-id")]
public readonly record struct TenantId([property: Id(0)] string Value)
{
    public override string ToString() => Value;
}

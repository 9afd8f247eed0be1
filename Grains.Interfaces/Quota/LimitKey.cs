namespace Orchestrator.Quota;

/// <summary>One count of a limit: the limit's name and unit and, where each key or model is counted by itself, whose it is (else empty). A limit that counts another unit is another limit.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.limit-key")]
public readonly record struct LimitKey([property: Id(0)] string Limit, [property: Id(1)] QuotaUnit Unit, [property: Id(2)] string Whose)
{
    public override string ToString() => Whose.Length == 0 ? Limit : $"{Limit}/{Whose}";
}

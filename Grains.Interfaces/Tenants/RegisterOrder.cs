using System.Collections.Immutable;

namespace Orchestrator.Tenants;

/// <summary>What an operator wants changed.</summary>
/// <param name="By">Who: the operator's id.</param>
/// <param name="IfVersion">Only where what is changed has this version; null for whatever it has.</param>
[GenerateSerializer, Immutable, Alias("orchestrator.register-order")]
public sealed record RegisterOrder([property: Id(0)] string By, [property: Id(1)] RegisterChange Change, [property: Id(2)] long? IfVersion = null);

/// <summary>One change.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.register-change")]
public abstract record RegisterChange
{
    private RegisterChange() { }

    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.create-tenant")]
    public sealed record CreateTenant([property: Id(0)] string Tenant, [property: Id(1)] string Name, [property: Id(2)] string Plan) : RegisterChange;

    /// <summary>Null keeps what is. An empty plan gives a configured tenant its configured one back.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.change-tenant")]
    public sealed record ChangeTenant([property: Id(0)] string Tenant, [property: Id(1)] string? Name, [property: Id(2)] string? Plan, [property: Id(3)] bool? Paused) : RegisterChange;

    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.delete-tenant")]
    public sealed record DeleteTenant([property: Id(0)] string Tenant) : RegisterChange;

    /// <summary>The key's times of creation and revocation are the register's to set. With <paramref name="Replaces"/> that key expires at <paramref name="ReplacedExpiresAt"/> in the same step.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.create-key")]
    public sealed record CreateKey([property: Id(0)] string Tenant, [property: Id(1)] KeyRecord Key, [property: Id(2)] string? Replaces = null, [property: Id(3)] DateTimeOffset? ReplacedExpiresAt = null) : RegisterChange;

    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.expire-key")]
    public sealed record ExpireKey([property: Id(0)] string Tenant, [property: Id(1)] string Key, [property: Id(2)] DateTimeOffset? ExpiresAt) : RegisterChange;

    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.revoke-key")]
    public sealed record RevokeKey([property: Id(0)] string Tenant, [property: Id(1)] string Key) : RegisterChange;

    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.put-plan")]
    public sealed record PutPlan([property: Id(0)] string Plan, [property: Id(1)] ImmutableSortedDictionary<string, string> Settings) : RegisterChange;

    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.delete-plan")]
    public sealed record DeletePlan([property: Id(0)] string Plan) : RegisterChange;

    /// <summary>Something that was done elsewhere and only has to be on record.</summary>
    /// <param name="What">As in <c>target.drain</c>.</param>
    [GenerateSerializer, Immutable, Alias("orchestrator.register-change.note")]
    public sealed record Note([property: Id(0)] string What, [property: Id(1)] string Subject, [property: Id(2)] string Detail) : RegisterChange;
}

/// <summary>What became of an order.</summary>
[GenerateSerializer, Immutable, Alias("orchestrator.register-answer")]
public abstract record RegisterAnswer
{
    private RegisterAnswer() { }

    /// <summary>It was carried out: this entry.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.register-answer.done")]
    public sealed record Done([property: Id(0)] RegisterEntry Entry) : RegisterAnswer;

    /// <summary>A field is not as it has to be.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.register-answer.invalid")]
    public sealed record Invalid([property: Id(0)] string Field, [property: Id(1)] string Message) : RegisterAnswer;

    /// <summary>There is no such tenant, key or plan.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.register-answer.missing")]
    public sealed record Missing([property: Id(0)] string Message) : RegisterAnswer;

    /// <summary>It is not as the order supposes: it exists already, is in use, or has another version.</summary>
    [GenerateSerializer, Immutable, Alias("orchestrator.register-answer.conflict")]
    public sealed record Conflict([property: Id(0)] string Message) : RegisterAnswer;
}

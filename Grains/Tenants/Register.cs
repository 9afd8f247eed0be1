using System.Collections.Immutable;

namespace Orchestrator.Tenants;

/// <summary>
/// Tenants, keys and plans as the log makes them: what an order comes to, and what an entry changes. Pure: what it decides is not so before it is applied, and it is applied once
/// the store has it. Not thread-safe.
/// </summary>
/// <param name="configured">What configuration names.</param>
internal sealed class Register(IConfiguredNames configured)
{
    public const int MostTenants = 100_000;
    public const int MostPlans = 1_000;

    private readonly SortedDictionary<string, TenantRecord> _tenants = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, PlanRecord> _plans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tenantsOfKeys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _usesOfPlans = new(StringComparer.Ordinal);

    /// <summary>Number of the newest entry that was applied; 0 for none.</summary>
    public long Version { get; private set; }

    public IReadOnlyCollection<TenantRecord> Tenants => _tenants.Values;

    public IReadOnlyCollection<PlanRecord> Plans => _plans.Values;

    /// <summary>The entry that the order comes to, not applied yet, or why it may not be.</summary>
    public RegisterAnswer Decide(RegisterOrder order, DateTimeOffset now)
    {
        var draft = new RegisterEntry { Number = Version + 1, At = now, By = order.By, What = "", Subject = "" };
        return order.Change switch
        {
            RegisterChange.CreateTenant change => Create(draft, change),
            RegisterChange.ChangeTenant change => Change(draft, change, order.IfVersion),
            RegisterChange.DeleteTenant change => Delete(draft, change, order.IfVersion),
            RegisterChange.CreateKey change => CreateKey(draft, change),
            RegisterChange.ExpireKey change => ChangeKey(draft, change.Tenant, change.Key, "key.expire", key => key with { ExpiresAt = change.ExpiresAt },
                change.ExpiresAt is { } at ? $"expires at {at:u}" : "expires no more"),
            RegisterChange.RevokeKey change => ChangeKey(draft, change.Tenant, change.Key, "key.revoke", key => key with { RevokedAt = now }, "revoked"),
            RegisterChange.PutPlan change => PutPlan(draft, change, order.IfVersion),
            RegisterChange.DeletePlan change => DeletePlan(draft, change, order.IfVersion),
            RegisterChange.Note change => new RegisterAnswer.Done(draft with { What = change.What, Subject = change.Subject, Detail = change.Detail }),
            _ => throw new InvalidOperationException($"An order of type {order.Change.GetType().Name} is not known here."),
        };
    }

    /// <summary>Makes it so. Entries come in order.</summary>
    public void Apply(RegisterEntry entry)
    {
        if (entry.Number != Version + 1) throw new InvalidOperationException($"Entry {entry.Number} of the register does not follow entry {Version}.");
        Version = entry.Number;
        if (entry.Tenant is { } tenant)
        {
            Drop(tenant.Id);
            if (!entry.Removed) Put(tenant);
        }

        if (entry.Plan is not { } plan) return;
        if (entry.Removed) _plans.Remove(plan.Name);
        else _plans[plan.Name] = plan;
    }

    /// <summary>Takes over what was kept of the state at that version.</summary>
    public void Restore(long version, IEnumerable<TenantRecord> tenants, IEnumerable<PlanRecord> plans)
    {
        Version = version;
        foreach (var tenant in tenants) Put(tenant);
        foreach (var plan in plans) _plans[plan.Name] = plan;
    }

    private void Put(TenantRecord tenant)
    {
        _tenants[tenant.Id] = tenant;
        foreach (var key in tenant.Keys) _tenantsOfKeys[key.Id] = tenant.Id;
        if (tenant.Plan.Length > 0) _usesOfPlans[tenant.Plan] = _usesOfPlans.GetValueOrDefault(tenant.Plan) + 1;
    }

    private void Drop(string id)
    {
        if (!_tenants.Remove(id, out var tenant)) return;
        foreach (var key in tenant.Keys) _tenantsOfKeys.Remove(key.Id);
        if (tenant.Plan.Length > 0) _usesOfPlans[tenant.Plan]--;
    }

    private RegisterAnswer Create(RegisterEntry draft, RegisterChange.CreateTenant change)
    {
        if (!TenantRules.IsTenant(change.Tenant)) return new RegisterAnswer.Invalid("id", TenantRules.TenantExpected);
        if (_tenants.ContainsKey(change.Tenant) || configured.HasTenant(change.Tenant)) return new RegisterAnswer.Conflict($"The tenant '{change.Tenant}' exists already.");
        if (_tenants.Count >= MostTenants) return new RegisterAnswer.Conflict($"There are {MostTenants} tenants, which is the most.");
        if ((CheckName(change.Name) ?? CheckPlan(change.Plan)) is { } invalid) return invalid;
        var tenant = new TenantRecord { Id = change.Tenant, Name = change.Name, Plan = change.Plan, CreatedAt = draft.At, Version = draft.Number };
        return new RegisterAnswer.Done(draft with { What = "tenant.create", Subject = tenant.Id, Detail = $"plan {tenant.Plan}", Tenant = tenant });
    }

    private RegisterAnswer Change(RegisterEntry draft, RegisterChange.ChangeTenant change, long? ifVersion)
    {
        if (Find(change.Tenant, draft.At) is not { } before) return MissingTenant(change.Tenant);
        if (Differs(before.Version, ifVersion) is { } conflict) return conflict;
        if (change.Name is { } name && CheckName(name) is { } invalidName) return invalidName;
        if (change.Plan is { } plan && !(plan.Length == 0 && before.IsConfigured) && CheckPlan(plan) is { } invalidPlan) return invalidPlan;
        var after = before with { Name = change.Name ?? before.Name, Plan = change.Plan ?? before.Plan, Paused = change.Paused ?? before.Paused, Version = draft.Number };
        var what = change is { Name: null, Plan: null, Paused: { } paused } ? paused ? "tenant.pause" : "tenant.resume" : "tenant.change";
        return new RegisterAnswer.Done(draft with { What = what, Subject = after.Id, Detail = TenantRules.Difference(before, after), Tenant = after });
    }

    private RegisterAnswer Delete(RegisterEntry draft, RegisterChange.DeleteTenant change, long? ifVersion)
    {
        if (!_tenants.TryGetValue(change.Tenant, out var tenant))
            return configured.HasTenant(change.Tenant) ? new RegisterAnswer.Conflict($"The tenant '{change.Tenant}' is configured: remove it there.") : MissingTenant(change.Tenant);
        if (Differs(tenant.Version, ifVersion) is { } conflict) return conflict;
        // Of a configured one only what was changed here goes.
        return new RegisterAnswer.Done(draft with { What = tenant.IsConfigured ? "tenant.reset" : "tenant.delete", Subject = tenant.Id, Tenant = tenant with { Version = draft.Number }, Removed = true });
    }

    private RegisterAnswer CreateKey(RegisterEntry draft, RegisterChange.CreateKey change)
    {
        if (Find(change.Tenant, draft.At) is not { } before) return MissingTenant(change.Tenant);
        if (KeyRules.Check(change.Key, draft.At) is { } invalid) return invalid;
        if (_tenantsOfKeys.ContainsKey(change.Key.Id) || configured.HasKey(change.Key.Id)) return new RegisterAnswer.Conflict($"There is a key '{change.Key.Id}' already.");
        var keys = before.Keys;
        if (change.Replaces is { } old)
        {
            if (keys.FirstOrDefault(key => key.Id == old && key.RevokedAt is null) is not { } replaced) return MissingKey(change.Tenant, old);
            var ends = change.ReplacedExpiresAt ?? draft.At;
            keys = keys.Replace(replaced, replaced with { ExpiresAt = replaced.ExpiresAt < ends ? replaced.ExpiresAt : ends });
        }

        if (keys.Count(key => key.RevokedAt is null) >= TenantRecord.MostKeys) return new RegisterAnswer.Conflict($"The tenant has {TenantRecord.MostKeys} keys, which is the most: revoke one.");
        // The longest revoked makes room.
        if (keys.Length >= 2 * TenantRecord.MostKeys) keys = keys.Remove(keys.Where(key => key.RevokedAt is not null).MinBy(key => key.RevokedAt)!);
        var added = change.Key with { CreatedAt = draft.At, RevokedAt = null };
        return new RegisterAnswer.Done(draft with
        {
            What = change.Replaces is null ? "key.create" : "key.rotate",
            Subject = $"{before.Id}/{added.Id}",
            Detail = KeyRules.Words(added) + (change.Replaces is null ? "" : $", in place of {change.Replaces}"),
            Tenant = before with { Keys = keys.Add(added), Version = draft.Number },
        });
    }

    private RegisterAnswer ChangeKey(RegisterEntry draft, string id, string keyId, string what, Func<KeyRecord, KeyRecord> change, string detail)
    {
        if (!_tenants.TryGetValue(id, out var tenant)) return configured.HasTenant(id) ? MissingKey(id, keyId) : MissingTenant(id);
        if (tenant.Keys.FirstOrDefault(key => key.Id == keyId) is not { } before) return MissingKey(id, keyId);
        if (before.RevokedAt is { } revoked) return new RegisterAnswer.Conflict($"The key '{keyId}' was revoked at {revoked:u}.");
        return new RegisterAnswer.Done(draft with
        {
            What = what, Subject = $"{id}/{keyId}", Detail = detail, Tenant = tenant with { Keys = tenant.Keys.Replace(before, change(before)), Version = draft.Number },
        });
    }

    private RegisterAnswer PutPlan(RegisterEntry draft, RegisterChange.PutPlan change, long? ifVersion)
    {
        if (!TenantRules.IsTenant(change.Plan)) return new RegisterAnswer.Invalid("name", TenantRules.TenantExpected);
        var before = _plans.GetValueOrDefault(change.Plan);
        if (before is null && configured.HasPlan(change.Plan)) return new RegisterAnswer.Conflict($"The plan '{change.Plan}' is configured: change it there.");
        if (before is null && _plans.Count >= MostPlans) return new RegisterAnswer.Conflict($"There are {MostPlans} plans, which is the most.");
        if (Differs(before?.Version ?? 0, ifVersion) is { } conflict) return conflict;
        if (configured.CheckPlan(change.Plan, change.Settings) is { } wrong) return new RegisterAnswer.Invalid("plan", wrong);
        var plan = new PlanRecord(change.Plan, change.Settings, draft.Number);
        return new RegisterAnswer.Done(draft with { What = before is null ? "plan.create" : "plan.change", Subject = plan.Name, Detail = TenantRules.Difference(before, plan), Plan = plan });
    }

    private RegisterAnswer DeletePlan(RegisterEntry draft, RegisterChange.DeletePlan change, long? ifVersion)
    {
        if (!_plans.TryGetValue(change.Plan, out var plan))
            return configured.HasPlan(change.Plan) ? new RegisterAnswer.Conflict($"The plan '{change.Plan}' is configured: remove it there.") : new RegisterAnswer.Missing($"There is no plan '{change.Plan}'.");
        if (Differs(plan.Version, ifVersion) is { } conflict) return conflict;
        if (_usesOfPlans.GetValueOrDefault(change.Plan) is var uses and > 0) return new RegisterAnswer.Conflict($"The plan '{change.Plan}' has {uses} tenants: give them another first.");
        return new RegisterAnswer.Done(draft with { What = "plan.delete", Subject = plan.Name, Plan = plan with { Version = draft.Number }, Removed = true });
    }

    /// <summary>The tenant, or a new page for what is changed of a configured one.</summary>
    private TenantRecord? Find(string id, DateTimeOffset now) =>
        _tenants.GetValueOrDefault(id) ?? (configured.HasTenant(id) ? new TenantRecord { Id = id, IsConfigured = true, CreatedAt = now } : null);

    private static RegisterAnswer.Invalid? CheckName(string name) =>
        name.Length <= TenantRecord.LongestName ? null : new RegisterAnswer.Invalid("name", $"has {name.Length} characters; expected {TenantRecord.LongestName} at most.");

    private RegisterAnswer.Invalid? CheckPlan(string plan) =>
        plan.Length > 0 && (_plans.ContainsKey(plan) || configured.HasPlan(plan)) ? null : new RegisterAnswer.Invalid("plan", $"is '{plan}', but there is no such plan.");

    private static RegisterAnswer.Conflict? Differs(long version, long? expected) =>
        expected is { } known && known != version ? new RegisterAnswer.Conflict($"It has version {version}, not {known}: read it again.") : null;

    private static RegisterAnswer.Missing MissingTenant(string id) => new($"There is no tenant '{id}'.");

    private static RegisterAnswer.Missing MissingKey(string tenant, string key) => new($"The tenant '{tenant}' has no key '{key}' that was made here.");
}
